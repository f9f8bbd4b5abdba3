import type { SectionRecord } from './figures-file.js';
import { pageParts } from './page-parts.js';
import type { Section } from './section.type.js';
import { blocks, digits } from './tables.js';

/** docs/VALIDATION.md from the sections that have been run. */
export function renderPage(
  sections: readonly Section[],
  recordOf: (name: string) => SectionRecord | null,
): string {
  const { records, hasTiny, missing, requirements, bodies } = pageParts(
    sections,
    recordOf,
    (name, { cpuSeconds }) => `\`npm run validate -- ${name}\`: ${cpu(cpuSeconds)} of processor time.`,
  );
  return `${blocks(
    '# Validation',
    INTRODUCTION,
    hasTiny
      ? '**Some figures are of a run of tiny size, made to try the suite out: they mean nothing.**'
      : null,
    madeWith(records),
    missing,
    requirements,
    ...bodies,
  )}\n`;
}

const INTRODUCTION = `How far the estimates are from the truth, on data whose truth is known in closed form. This page is
written by \`npm run validate\`; do not edit it. All information is in nats. Every figure is a mean over three seeds
(three datasets, estimated with as many seeds) unless its table says otherwise; the preset is \`accurate\`, with
nothing changed, unless the section says otherwise. A run needs no database.

    npm run validate                            every section
    npm run validate -- logic gaussian          some of them
    npm run validate -- real --data FOLDER      the section on real data: its files are not part of the package
    npm run validate -- --render                the page alone, from the figures in docs/validation

Figures of *the published program* are those of the implementation published with the method (Yang, Wang & Hu 2025),
on held-out rows. Figures of *scikit-learn* are in \`validation/references\` with the script that made them: its
mixtures and its logistic regression, on the same rows.`;

function madeWith(records: readonly SectionRecord[]): string {
  const all = (value: (record: SectionRecord) => string): string =>
    [...new Set(records.map(value))].sort().join(', ');
  const total = records.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return (
    `Made on ${all(({ made }) => made.date)} with Interlens ${all(({ made }) => made.interlens)}, ` +
    `Node ${all(({ made }) => made.node)}, ${all(({ made }) => String(made.threads))} threads on ` +
    `${all(({ made }) => String(made.cores))} cores; ${cpu(total)} of processor time altogether.`
  );
}

function cpu(seconds: number): string {
  return seconds < 120 ? `${digits(seconds, 0)} s` : `${digits(seconds / 60, 1)} min`;
}
