import { Command, InvalidArgumentError, Option } from 'commander';
import { BACKEND_VARIABLE, ENGINE_NAMES } from '../../jobs/engines/engine-choice.js';
import type { ArraySelection } from '../ingest/array-selection.js';

/** A subcommand with the options every one has. */
export function subcommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(
      new Option(
        '--database <url>',
        'PostgreSQL address, postgresql://user:password@host:port/database; without one, the embedded server under ./.interlens (or INTERLENS_HOME)',
      ).env('DATABASE_URL'),
    );
}

export function jsonOption(): Option {
  return new Option('--json', 'print exactly one JSON document on stdout');
}

export function portOption(): Option {
  return new Option('--port <number>', 'port to listen at').default(4000).argParser(wholeNumber(0, 65_535));
}

/** What the command computes with; see docs/ESTIMATION.md, Engines. */
export function engineOption(): Option {
  return new Option(
    '--engine <engine>',
    `what computes: auto takes tfjs-node-gpu where it finds a GPU, else wasm; tensorflow takes the backend named by ${BACKEND_VARIABLE}`,
  )
    .choices(ENGINE_NAMES)
    .default('auto');
}

/** Of the commands whose process takes steps; see docs/OPERATIONS.md. */
export function memoryOption(): Option {
  return new Option(
    '--memory <gib>',
    'memory its steps may use, GiB; a step that needs more waits for another worker (default: three quarters of the machine’s)',
  ).argParser((text) => {
    const gibibytes = anyNumber(text);
    if (gibibytes > 0) return Math.ceil(gibibytes * 2 ** 30);
    throw new InvalidArgumentError('expected a number above 0.');
  });
}

export function unitOption(): Option {
  return new Option('--unit <unit>', 'unit of information').choices(['nats', 'bits']).default('nats');
}

export function methodOption(description = 'decomposition the table shows'): Option {
  return new Option('--method <method>', description).choices(['lsmi', 'evidence']).default('lsmi');
}

/** Parser of an option's whole number. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
  };
}

/** Parser of an option's number. */
export function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('expected a number.');
}

interface ModalityOption {
  readonly name: string;
  readonly array: string;
}

interface LogProbabilitiesOption {
  readonly subject: string;
  readonly array: string;
}

/** Options that say what the arrays of a file mean. */
export function addSelectionOptions(command: Command): Command {
  return command
    .option(
      '--modality <name=array>',
      'a modality and its array (npz, npy) or comma-separated columns (csv; img_* takes all that begin so and are not the label, ids, splits or log-probabilities); give two or more',
      (text: string, others: ModalityOption[] | undefined) => [...(others ?? []), parseModality(text)],
    )
    .option(
      '--log-probabilities <name=array>',
      'your own model’s out-of-fold log p(y|x) in place of a trained one’s: a modality, or two joined by +, and its array or columns, one a class; give as many as you have',
      (text: string, others: LogProbabilitiesOption[] | undefined) => [
        ...(others ?? []),
        parseLogProbabilities(text),
      ],
    )
    .option('--label <array>', 'array or column of the class labels')
    .option('--id <array>', 'array or column of unique sample ids (default: row numbers)')
    .option('--split <array>', 'array or column of split names')
    .option('--drop-missing', 'leave out rows with a missing value instead of refusing the file');
}

export interface SelectionOptions {
  readonly modality?: readonly ModalityOption[];
  readonly logProbabilities?: readonly LogProbabilitiesOption[];
  readonly label?: string;
  readonly id?: string;
  readonly split?: string;
  readonly dropMissing?: boolean;
}

/** The reader's selection; `label` must have been checked to be there. */
export function selectionOf(options: SelectionOptions & { readonly label: string }): ArraySelection {
  return {
    modalities: options.modality ?? [],
    ...(options.logProbabilities !== undefined && { logProbabilities: options.logProbabilities }),
    label: options.label,
    ...(options.id !== undefined && { id: options.id }),
    ...(options.split !== undefined && { split: options.split }),
    missing: options.dropMissing === true ? 'drop' : 'refuse',
  };
}

function parseModality(text: string): ModalityOption {
  const [name, array] = parsePart(text, 'image=image_features');
  return { name, array };
}

function parseLogProbabilities(text: string): LogProbabilitiesOption {
  const [subject, array] = parsePart(text, 'image+text=both_scores');
  return { subject, array };
}

function parsePart(text: string, example: string): [name: string, array: string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new InvalidArgumentError(`expected NAME=ARRAY, such as ${example}.`);
}
