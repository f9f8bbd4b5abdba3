import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { StepThreads } from '../../../jobs/step-threads.js';
import type { Workspace } from '../../actions/workspace.js';
import { InputFailure } from '../../domain/failure.js';
import { USUAL_ACCESS } from '../../server/access.js';
import { apiKeys } from '../../store/api-keys.js';
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
  readonly requireKeys?: boolean;
  readonly rateLimit: number;
  readonly introspection: boolean;
  readonly trustedDocuments?: string;
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
    .option('--require-keys', 'refuse whoever has no key also on this machine, as behind a proxy')
    .option(
      '--rate-limit <number>',
      'requests a minute that each key may send',
      wholeNumber(1, 10_000_000),
      USUAL_ACCESS.requestsPerMinute,
    )
    .option('--no-introspection', 'do not tell the schema')
    .option(
      '--trusted-documents <file>',
      'answer only the documents of this JSON object, {"SHA256": "query …"}, or its list of texts',
    )
    .action(async (options: ServeOptions) => {
      const trustedDocuments =
        options.trustedDocuments === undefined ? null : await readTrustedDocuments(options.trustedDocuments);
      const requireKeys = options.requireKeys === true || !isLoopback(options.host);
      const access = { requireKeys, requestsPerMinute: options.rateLimit };
      const { introspection } = options;
      const serve = (threads: StepThreads | null): Promise<void> =>
        withWorkspace(options, async (workspace, { signal, hurry }) => {
          if (requireKeys) await requireSomeKey(workspace, options.host);
          const { host, port, memory } = options;
          const how = { host, port, memory, threads, access, introspection, trustedDocuments };
          await serving(workspace, how, hurry, async (url) => {
            say(`GraphQL at ${url}/graphql, GraphiQL at ${url} (open it in a browser). Ctrl-C ends.`);
            await untilAborted(signal);
          });
        });
      await (options.workers === 0 ? serve(null) : withStepThreads(options, serve));
    });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** @throws InputFailure KEYS_NEEDED where nobody could be let in */
async function requireSomeKey({ store }: Workspace, host: string): Promise<void> {
  if ((await apiKeys(store)).length > 0) return;
  throw new InputFailure(
    'KEYS_NEEDED',
    `To serve at ${host}, clients need keys, and there are none: make one with interlens keys create NAME --role admin.`,
    'host',
  );
}

/** @throws InputFailure BAD_DOCUMENTS */
async function readTrustedDocuments(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    const texts = z
      .union([z.array(z.string()), z.record(z.string(), z.string()).transform(Object.values<string>)])
      .parse(content);
    return new Map(texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]));
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? 'it is neither an object of texts nor a list of them'
        : (error as Error).message;
    throw new InputFailure(
      'BAD_DOCUMENTS',
      `The trusted documents in ${file} cannot be read: ${reason}.`,
      'trusted-documents',
    );
  }
}
