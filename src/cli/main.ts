#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../actions/package-version.js';
import { InputFailure } from '../domain/failure.js';
import { BlobStoreUnavailable } from '../features/blob-store-unavailable.js';
import { addCancel } from './commands/cancel.js';
import { addDelete } from './commands/delete.js';
import { addDemo } from './commands/demo.js';
import { addEnsemble } from './commands/ensemble.js';
import { addEstimate } from './commands/estimate.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addKeys } from './commands/keys.js';
import { addModel } from './commands/model.js';
import { addPrune } from './commands/prune.js';
import { addRetry } from './commands/retry.js';
import { addRoute } from './commands/route.js';
import { addRuns } from './commands/runs.js';
import { addServe } from './commands/serve.js';
import { addShow } from './commands/show.js';
import { addSubset } from './commands/subset.js';
import { addWorker } from './commands/worker.js';
import { ExitCode } from './exit-code.js';
import { oneLine } from './one-line.js';
import { WorkFailure } from './work-failure.js';

const program = new Command('interlens')
  .description(
    'How much two modalities share about every sample’s label (redundancy), what each alone knows (uniqueness) ' +
      'and what only both together reveal (synergy).',
  )
  .version(packageVersion())
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(errorLine(text.replace(/^error: /, ''))) });

for (const add of [
  addDemo,
  addServe,
  addWorker,
  addImport,
  addEstimate,
  addRuns,
  addShow,
  addCancel,
  addDelete,
  addRetry,
  addModel,
  addPrune,
  addExport,
  addSubset,
  addRoute,
  addEnsemble,
  addKeys,
]) {
  add(program);
}

// The queue prints the stack of every slot that cannot reach the database, beside what is reported of it.
console.trace = () => undefined;

process.exitCode = await run();

/** A message, with what Commander guesses was meant where it is one of Commander's, on one line. */
function errorLine(message: string): string {
  return `interlens: ${oneLine(message)}\n`;
}

async function run(): Promise<number> {
  try {
    await program.parseAsync();
    return ExitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.badCall;
    if (error instanceof InputFailure) {
      process.stderr.write(errorLine(error.message));
      return ExitCode.badCall;
    }
    if (error instanceof WorkFailure || error instanceof BlobStoreUnavailable) {
      process.stderr.write(errorLine(error.message));
      return ExitCode.workFailed;
    }
    process.stderr.write(
      `interlens: unexpected error, please report it:\n${(error as Error).stack ?? String(error)}\n`,
    );
    return ExitCode.workFailed;
  }
}
