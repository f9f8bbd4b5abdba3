import { isMainThread } from 'node:worker_threads';
import { watchEventLoop } from './watch-event-loop.js';

export type ProbeRequest = 'reset' | 'report';

// Loaded before a program (`node --import`) that was started with a channel to its parent, which asks over it.
// Threads load it, too.
if (isMainThread && process.send) {
  const watch = watchEventLoop();
  process.on('message', (request: ProbeRequest) => {
    if (request === 'reset') watch.reset();
    else process.send!(watch.report());
  });
  process.channel?.unref();
}
