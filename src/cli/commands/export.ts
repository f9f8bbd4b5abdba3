import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { exportInteractions, type ExportedInteraction } from '../../actions/export-interactions.js';
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
        const write = formatOf(options.out);
        const run = await requireRun(workspace.store, runId);
        const count = await writeFileOf(options.out, write(exportInteractions(workspace, run)));
        if (options.json) printJson({ file: options.out, records: count });
        else printResult(`Wrote ${count} records to ${options.out}.`);
      }),
    );
}

type Format = (records: AsyncIterable<ExportedInteraction>) => AsyncGenerator<string>;

const FORMATS: Readonly<Record<string, Format>> = { '.csv': csv, '.ndjson': ndjson };

function formatOf(file: string): Format {
  const extension = extname(file).toLowerCase();
  const format = Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
  if (format) return format;
  throw new InputFailure('UNKNOWN_FORMAT', `--out must end in .csv or .ndjson, got "${file}".`, 'out');
}

/** Writes aside and renames, so that the file is whole or not there; returns the records written. */
async function writeFileOf(file: string, lines: AsyncGenerator<string>): Promise<number> {
  const partial = `${file}.part`;
  let records = 0;
  try {
    await pipeline(async function* () {
      for await (const line of lines) {
        records += 1;
        yield line;
      }
    }, createWriteStream(partial));
    await rename(partial, file);
    return records;
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

const COLUMNS = [
  'sampleId', 'sampleIndex', 'label', 'split', 'r', 'u1', 'u2', 's',
  'evidenceR', 'evidenceU1', 'evidenceU2', 'evidenceS', 'i1', 'i2', 'i12', 'h1', 'h2',
  'dominant', 'saturated', 'fold', 'nonFiniteReason', 'rSpread', 'u1Spread', 'u2Spread', 'sSpread',
] as const satisfies readonly (keyof ExportedInteraction)[]; // prettier-ignore

async function* csv(records: AsyncIterable<ExportedInteraction>): AsyncGenerator<string> {
  let head = `${COLUMNS.join(',')}\n`;
  for await (const record of records) {
    yield `${head}${COLUMNS.map((name) => csvCell(record[name])).join(',')}\n`;
    head = '';
  }
}

/** RFC 4180: quoted where needed, quotes doubled. */
function csvCell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* ndjson(records: AsyncIterable<ExportedInteraction>): AsyncGenerator<string> {
  for await (const record of records) {
    yield `${JSON.stringify(Object.fromEntries(COLUMNS.map((name) => [name, record[name]])))}\n`;
  }
}
