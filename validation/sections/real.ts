import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineSection } from '../define-section.js';
import { atLeast, boundText, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { mean } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';
import { estimateRealPair, REAL_SEED, type ClassInformation, type RealPair } from './real-pair.js';

interface Figures {
  readonly pairs: readonly RealPair[];
}

/** Files in the folder of `--data`. */
const PAIRS = [
  { file: 'cub-image-text.npz', of: ['image', 'text'] },
  { file: 'handwritten-digits.npz', of: ['fou', 'zer'] },
  { file: 'handwritten-digits.npz', of: ['pix', 'mor'] },
] as const;

/** Digits that neither Fourier coefficients (fou) nor Zernike moments (zer) tell apart: one is the other upside down. */
const ALIKE = ['6', '9'];

async function run(context: ValidationContext): Promise<Figures | null> {
  const { data, progress } = context;
  const found = PAIRS.filter(({ file }) => data !== null && existsSync(join(data, file)));
  if (data === null || found.length === 0) return null;
  const pairs: RealPair[] = [];
  for (const { file, of } of found) {
    pairs.push(await estimateRealPair(context, join(data, file), of));
    progress(of.join(' and '));
  }
  return { pairs };
}

function requirements({ pairs }: Figures): readonly Requirement[] {
  const finite = pairs.map(({ name, samples, nonFinite }) =>
    atLeast(`share of finite samples, ${name}`, 1 - nonFinite / samples, 1),
  );
  const digitsPair = pairs.find(({ name }) => name === 'fou and zer');
  if (digitsPair === undefined) return finite;
  const [alike, others] = alikeAndOthers(digitsPair);
  const least = (classes: readonly ClassInformation[]): number => Math.min(...classes.map(({ i12 }) => i12));
  const most = Math.max(...alike.map(({ i12 }) => i12));
  return [
    ...finite,
    atLeast('fou and zer: I12 of the least known other digit less that of 6 or 9', least(others) - most, 0.1),
  ];
}

function alikeAndOthers({ classes }: RealPair): [ClassInformation[], ClassInformation[]] {
  const isAlike = ({ label }: ClassInformation): boolean => ALIKE.includes(label);
  return [classes.filter(isAlike), classes.filter((one) => !isAlike(one))];
}

function render(figures: Figures): string {
  const { pairs } = figures;
  const rows = pairs.map(({ name, samples, dimensions, accuracies, means, evidence, offset, saturated }) => [
    `${name}: N = ${samples}, d = ${dimensions.join(' and ')}`,
    ...(['r', 'u1', 'u2', 's', 'i1', 'i2', 'i12'] as const).map((part) => digits(means[part], 3)),
    digits(offset, 3),
    (['r', 'u1', 'u2', 's'] as const).map((part) => digits(evidence[part], 3)).join(', '),
    percent(saturated),
    accuracies.map((share) => percent(share, 1)).join(', '),
  ]);
  const warnings = pairs.map(({ name, warnings: ofPair }) =>
    ofPair.length === 0
      ? `*${name}*: no warnings.`
      : [`*${name}*:`, '', ...ofPair.map(({ code, message }) => `- \`${code}\`: ${message}`)].join('\n'),
  );
  const digitsPair = pairs.find(({ name }) => name === 'fou and zer');
  return blocks(
    `One run a pair, seed ${REAL_SEED}. *image and text*: GoogLeNet features of 600 bird photographs of 10 species (CUB) and doc2vec
features of their descriptions. The others are descriptions of 2000 handwritten digits (UCI Multiple Features). There is
no truth here: what must hold is that every number is finite, and that digits no description can tell apart show less information.
Means of LSMI before the adjustment.`,
    table(
      ['pair', 'R', 'U1', 'U2', 'S', 'I1', 'I2', 'I12', 'adjustment', 'evidence R, U1, U2, S', 'saturated', 'accuracy x1, x2, both'], // prettier-ignore
      rows,
    ),
    ...warnings,
    digitsPair ? renderClasses(digitsPair) : null,
    table(
      ['requirement', 'ours', 'required', ''],
      requirements(figures).map((one) => [
        one.what,
        digits(one.value, one.decimals),
        boundText(one),
        verdict(one),
      ]),
    ),
  );
}

function renderClasses(pair: RealPair): string {
  const [alike, others] = alikeAndOthers(pair);
  const row = (name: string, classes: readonly ClassInformation[]): string[] => [
    name,
    ...(['i1', 'i2', 'i12'] as const).map((part) => digits(mean(classes.map((one) => one[part])), 3)),
  ];
  return blocks(
    'Information about single digits from fou and zer, neither of which can tell 6 from 9 (one is the other upside down):',
    table(
      ['digit', 'I1', 'I2', 'I12'],
      [...alike.map((one) => row(one.label, [one])), row('the others, mean', others), ...others.map((one) => row(one.label, [one]))], // prettier-ignore
    ),
  );
}

export const real = defineSection<Figures>({ name: 'real', title: 'Real data', run, render, requirements });
