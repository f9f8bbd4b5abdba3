import type { Command } from 'commander';
import type { StepThreads } from '../../../jobs/step-threads.js';
import { engineOption, memoryOption, portOption, subcommand, wholeNumber } from '../options.js';
import { say } from '../output.js';
import { serving } from '../serving.js';
import { withStepThreads, type EngineOptions } from '../with-step-threads.js';
import { untilAborted, withWorkspace, type CommonOptions } from '../with-workspace.js';

interface ServeOptions extends CommonOptions, EngineOptions {
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  readonly memory?: number;
}

export function addServe(program: Command): void {
  subcommand(program, 'serve', 'serve GraphQL, subscriptions and GraphiQL')
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .addOption(portOption())
    .option(
      '--workers <number>',
      'workers in this process, which share its cores; 0 for none',
      wholeNumber(0, 64),
      1,
    )
    .addOption(memoryOption())
    .addOption(engineOption())
    .action(async (options: ServeOptions) => {
      const serve = (threads: StepThreads | null): Promise<void> =>
        withWorkspace(options, (workspace, { signal, hurry }) =>
          serving(workspace, { ...options, threads }, hurry, async (url) => {
            if (!isLoopback(options.host)) {
              say(
                `Anyone who reaches ${options.host} can read and change everything: there are no accounts yet.`,
              );
            }
            say(`GraphQL at ${url}/graphql, GraphiQL at ${url} (open it in a browser). Ctrl-C ends.`);
            await untilAborted(signal);
          }),
        );
      await (options.workers === 0 ? serve(null) : withStepThreads(options, serve));
    });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
