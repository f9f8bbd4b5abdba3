import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  COMPONENT_NAMES,
  presentationFor,
  VALUE_NAMES,
  type ComponentName,
  type InteractionFilter,
  type MethodName,
  type Presentation,
  type Top,
  type ValueName,
} from '../domain/interaction-filter.js';
import { InputFailure } from '../domain/failure.js';
import type { InteractionOrder } from '../store/interactions/interaction-order.js';
import type { RunRecord } from '../store/runs.js';
import { methodOption } from './options.js';

/** Options that say which of a run's samples are meant. */
export interface RuleOptions {
  readonly run: string;
  readonly dominant?: readonly ComponentName[];
  readonly top?: Pick<Top, 'by' | 'count' | 'percent'>;
  readonly smallest?: boolean;
  readonly perClass?: boolean;
  readonly label?: readonly string[];
  readonly split?: readonly string[];
  readonly method: MethodName;
  readonly adjusted?: boolean;
}

export function addRuleOptions(command: Command): Command {
  return command
    .requiredOption('--run <run>', 'id of the completed run whose interactions are meant')
    .option(
      '--dominant <components>',
      'samples whose largest component is one of these: r,u1,u2,s',
      components,
    )
    .option(
      '--top <value:number>',
      'those with the largest value, so many or such a share: s:500 or s:10%',
      top,
    )
    .option('--smallest', 'those with the smallest instead')
    .option('--per-class', 'so many, or such a share, of each class')
    .option('--label <labels>', 'samples of these classes, separated by commas', list)
    .option('--split <splits>', 'samples of these splits, separated by commas', list)
    .addOption(methodOption('the rule of the components that are compared'))
    .option('--adjusted', 'components after the run’s adjustment');
}

export function filterOf({
  dominant,
  top: most,
  smallest,
  perClass,
  label,
  split,
}: RuleOptions): InteractionFilter {
  if (!most && (smallest || perClass)) {
    const option = smallest ? '--smallest' : '--per-class';
    throw new InputFailure('BAD_FILTER', `${option} says which --top is meant, and there is none.`, 'top');
  }
  return {
    ...(dominant && { dominant: { in: dominant } }),
    ...(most && { top: { ...most, smallest: smallest === true, perClass: perClass === true } }),
    ...(label && { label: { in: label } }),
    ...(split && { split: { in: split } }),
  };
}

export function presentationOf(
  run: RunRecord,
  { method, adjusted }: Pick<RuleOptions, 'method' | 'adjusted'>,
): Presentation {
  return presentationFor(run, { method, adjusted: adjusted === true });
}

/** An order as `VALUE` or `VALUE:desc`. */
export function orderOption(): Option {
  return new Option(
    '--order <value>',
    'keep them in this order, for a curriculum: r, s, i12 (all information) … or index; r:desc for the largest first',
  ).argParser((text): InteractionOrder => {
    const [name = '', direction = 'asc', ...rest] = text.split(':');
    if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc'))
      throw new InvalidArgumentError('expected VALUE, VALUE:asc or VALUE:desc.');
    return { by: name === 'index' ? 'sampleIndex' : value(name), descending: direction === 'desc' };
  });
}

/** Parser of a value's name. */
export function value(name: string): ValueName {
  const known = VALUE_NAMES.find((candidate) => candidate === name);
  if (known) return known;
  throw new InvalidArgumentError(
    `"${name}" is no value of an interaction: expected one of ${VALUE_NAMES.join(', ')}.`,
  );
}

/** Parser of one part of several, as `VALUE:PART/PARTS`. */
export function bucket(text: string): {
  readonly by: ValueName;
  readonly part: number;
  readonly parts: number;
} {
  const [, name, part, parts] = /^(\w+):(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('expected VALUE:PART/PARTS, such as r:1/5.');
  return { by: value(name), part: Number(part), parts: Number(parts) };
}

function top(text: string): Pick<Top, 'by' | 'count' | 'percent'> {
  const [, name, number, percent] = /^(\w+):(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  if (name === undefined || (percent === '' && !Number.isSafeInteger(Number(number))))
    throw new InvalidArgumentError('expected VALUE:COUNT or VALUE:PERCENT%, such as s:500 or s:10%.');
  return { by: value(name), ...(percent === '%' ? { percent: Number(number) } : { count: Number(number) }) };
}

function components(text: string): ComponentName[] {
  return list(text).map((name) => {
    const known = COMPONENT_NAMES.find((candidate) => candidate === name);
    if (known) return known;
    throw new InvalidArgumentError(
      `"${name}" is no component: expected some of ${COMPONENT_NAMES.join(', ')}.`,
    );
  });
}

function list(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
