import { pageParts } from '../../validation/page-parts.js';
import { blocks, digits } from '../../validation/tables.js';
import type { BenchSection } from './bench-section.type.js';
import type { Machine } from './machine.js';
import type { BenchRecord } from './results-file.js';

/** docs/PERFORMANCE.md from the sections that have been run. */
export function renderPage(
  sections: readonly BenchSection[],
  recordOf: (name: string) => BenchRecord | null,
): string {
  const { records, hasTiny, missing, requirements, bodies } = pageParts(
    sections,
    recordOf,
    (name, { wallSeconds }) => `\`npm run bench:estimate -- ${name}\`: ${digits(wallSeconds / 60, 1)} min.`,
  );
  return `${blocks(
    '# Performance',
    INTRODUCTION,
    hasTiny
      ? '**Some figures are of a run of tiny size, made to try the benchmark out: they mean nothing.**'
      : null,
    missing,
    ...machines(records),
    requirements,
    ...bodies,
  )}\n`;
}

const INTRODUCTION = `How long an estimation takes, and what it is spent on. This page is written by \`npm run bench:estimate\`; do
not edit it. Ratios are of one run, in which the programs compared took turns on the same machine.

    npm run bench:estimate                          every section: about half an hour on two cores
    npm run bench:estimate -- steps sgemm           some of them
    npm run bench:estimate -- runs --data FOLDER    with handwritten-digits.npz: the file is not part of the package
    npm run bench:estimate -- runs --large          with 200,000 samples of twice 768 columns, too
    npm run bench:estimate -- --render              the page alone, from the figures in bench/results`;

/** One paragraph a machine, with the sections that ran on it. */
function machines(records: readonly BenchRecord[]): string[] {
  const sectionsOf = new Map<string, string[]>();
  for (const { section, machine } of records) {
    const text = describe(machine);
    sectionsOf.set(text, [...(sectionsOf.get(text) ?? []), section]);
  }
  return [...sectionsOf].map(([text, sections]) =>
    sectionsOf.size === 1 ? text : `${sections.map((name) => `\`${name}\``).join(', ')}: ${text}`,
  );
}

function describe({
  date,
  cpu,
  cores,
  memoryBytes,
  platform,
  interlens,
  commit,
  node,
  v8,
  packages,
}: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return (
    `Made on ${date} with Interlens ${interlens}${commit === null ? '' : ` (${commit})`}, Node ${node}, V8 ${v8}, ` +
    `on ${cores} cores of ${cpu} with ${digits(memoryBytes / 2 ** 30, 0)} GB of memory, ${platform}; ${versions.join(', ')}.`
  ); // prettier-ignore
}
