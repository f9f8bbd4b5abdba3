#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../actions/package-version.js';
import { InputFailure } from '../domain/failure.js';
import { addCancel } from './commands/cancel.js';
import { addDemo } from './commands/demo.js';
import { addEstimate } from './commands/estimate.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addRuns } from './commands/runs.js';
import { addServe } from './commands/serve.js';
import { addShow } from './commands/show.js';
import { addWorker } from './commands/worker.js';
import { ExitCode } from './exit-code.js';
import { WorkFailure } from './work-failure.js';

const program = new Command('interlens')
  .description(
    'How much two modalities share about every sample’s label (redundancy), what each alone knows (uniqueness) ' +
      'and what only both together reveal (synergy).',
  )
  .version(packageVersion())
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(oneLine(text)) });

for (const add of [
  addDemo,
  addServe,
  addWorker,
  addImport,
  addEstimate,
  addRuns,
  addShow,
  addCancel,
  addExport,
]) {
  add(program);
}

process.exitCode = await run();

/** Commander's message, and what it guesses was meant, as one line like every other of ours. */
function oneLine(text: string): string {
  return `${text
    .trim()
    .replace(/^error: /, 'interlens: ')
    .replaceAll(/\s*\n\s*/g, ' ')}\n`;
}

async function run(): Promise<number> {
  try {
    await program.parseAsync();
    return ExitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.badCall;
    if (error instanceof InputFailure) {
      process.stderr.write(`interlens: ${error.message}\n`);
      return ExitCode.badCall;
    }
    if (error instanceof WorkFailure) {
      process.stderr.write(`interlens: ${error.message}\n`);
      return ExitCode.workFailed;
    }
    process.stderr.write(
      `interlens: unexpected error, please report it:\n${(error as Error).stack ?? String(error)}\n`,
    );
    return ExitCode.workFailed;
  }
}
