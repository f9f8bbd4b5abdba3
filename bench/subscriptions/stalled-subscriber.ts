import { WebSocket } from 'ws';

/** Fields of its events: enough that the system's socket buffers, some megabytes, are soon full. */
const FIELDS = Array.from({ length: 90 }, (_, index) => `m${index}: message`).join(' ');

/** A subscriber that stops reading its socket after the first event of its run, until it is resumed. */
export function stalledSubscriber(url: string, runId: string): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let stalled = false;
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () => send({ type: 'connection_init' }));
  socket.on('message', (data: Buffer) => {
    const { type } = JSON.parse(data.toString()) as { type: string };
    if (type === 'next' && !stalled) socket.pause();
    stalled ||= type === 'next';
    if (type !== 'connection_ack') return;
    const query = `subscription Stalled($runId: ID!) { runEvents(runId: $runId) { sequence ${FIELDS} } }`;
    send({ id: 'stalled', type: 'subscribe', payload: { query, variables: { runId } } });
  });
  socket.on('error', () => undefined);
  return socket;
}
