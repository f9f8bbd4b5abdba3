import { requirementRows, requirementsTable } from './requirements-table.js';
import type { Section } from './section.type.js';
import { blocks } from './tables.js';

/** What pages made from sections' figures have in common; each puts it together with words of its own. */
export interface PageParts<Kept> {
  /** Of the sections that have been run, in their order. */
  readonly records: readonly Kept[];
  /** Whether figures of a tiny run are among them. */
  readonly hasTiny: boolean;
  /** Names the sections that have not been run; null where all have. */
  readonly missing: string | null;
  /** All requirements as one table. */
  readonly requirements: string;
  /** A part a section, its title first. */
  readonly bodies: readonly string[];
}

/** @param footer the last line of a section */
export function pageParts<Kept extends { readonly figures: unknown; readonly size: 'full' | 'tiny' }>(
  sections: readonly Pick<Section, 'name' | 'title' | 'render' | 'requirements'>[],
  recordOf: (name: string) => Kept | null,
  footer: (name: string, record: Kept) => string,
): PageParts<Kept> {
  const all = sections.map((section) => ({ section, record: recordOf(section.name) }));
  const run = all.flatMap(({ section, record }) => (record === null ? [] : [{ section, record }]));
  const missing = all.filter(({ record }) => record === null).map(({ section }) => `\`${section.name}\``);
  return {
    records: run.map(({ record }) => record),
    hasTiny: run.some(({ record }) => record.size === 'tiny'),
    missing: missing.length === 0 ? null : `Not run yet: ${missing.join(', ')}.`,
    requirements: blocks(
      '## Requirements',
      requirementsTable(
        run.flatMap(({ section, record }) =>
          requirementRows(section.name, section.requirements(record.figures)),
        ),
      ),
    ),
    bodies: run.map(({ section, record }) =>
      blocks(`## ${section.title}`, section.render(record.figures), footer(section.name, record)),
    ),
  };
}
