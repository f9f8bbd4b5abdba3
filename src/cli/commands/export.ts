import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { exportInteractions, type ExportFormat } from '../../actions/export-interactions.js';
import { requireRun } from '../../actions/require-run.js';
import { InputFailure } from '../../domain/failure.js';
import { jsonOption, subcommand } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface ExportOptions extends CommonOptions {
  readonly out: string;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  subcommand(
    program,
    'export',
    'write a run’s records to a file: raw values, in nats, by LSMI (r u1 u2 s) and by the evidence rule (evidenceR …); rSpread … are standard deviations over repetitions',
  )
    .argument('<run>', 'id of the run')
    .requiredOption('--out <file>', 'a .csv or .ndjson file; an existing one is replaced')
    .addOption(jsonOption())
    .action((runId: string, options: ExportOptions) =>
      withWorkspace(options, async (workspace) => {
        const format = formatOf(options.out);
        const run = await requireRun(workspace.store, runId);
        const { rows, count } = await exportInteractions(workspace, run, format);
        await writeFileOf(options.out, rows);
        if (options.json) printJson({ file: options.out, records: count });
        else printResult(`Wrote ${count} records to ${options.out}.`);
      }),
    );
}

function formatOf(file: string): ExportFormat {
  const extension = extname(file).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.ndjson') return 'ndjson';
  throw new InputFailure('UNKNOWN_FORMAT', `--out must end in .csv or .ndjson, got "${file}".`, 'out');
}

/** Writes aside and renames, so that the file is whole or not there. */
async function writeFileOf(file: string, rows: Readable): Promise<void> {
  const partial = `${file}.part`;
  try {
    await pipeline(rows, createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    // Where no file can be, not even its absence can be asked for; why it cannot is what the user needs to know.
    await rm(partial, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR') {
      const reason = reasonOf(file, error as NodeJS.ErrnoException);
      throw new InputFailure('FILE_NOT_WRITABLE', `${file} cannot be written: ${reason}.`, 'out');
    }
    throw error;
  }
}

function reasonOf(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES') return 'this account may not write there';
  if (code === 'EISDIR') return 'it is a folder';
  if (!existsSync(dirname(file))) return 'its folder does not exist';
  // Node's message is `ENOENT: no such file or directory, open '/proc/x.csv.part'`.
  return `the system says "${message.replace(/, .*$/s, '')}"`;
}
