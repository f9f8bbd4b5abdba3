import type { Readable } from 'node:stream';
import { sendRows, type RowFormat } from '../copy/send-rows.js';
import type { DatasetRecord } from '../datasets.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { ROUTES } from './routes.js';
import type { RoutingRecord } from './routings.js';

/**
 * A row a sample of the dataset, in its order: sampleIndex, sampleId, label, split, strategy (`feature`, `output` or
 * `none`), teacher (a modality's name, or both joined by `+`), component (which decided) and weight.
 *
 * @throws InputFailure TOO_MANY_EXPORTS
 */
export function sendRouting(
  store: Store,
  { id, datasetId, rule }: RoutingRecord,
  { classes }: DatasetRecord,
  format: RowFormat,
): Promise<Readable> {
  const [first, second] = rule.modalities;
  const teachers = { first, second, both: `${first}+${second}` };
  const pick = (texts: readonly (string | null)[], place: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`(ARRAY[${Prisma.join(texts.map((text) => Prisma.sql`${text}::text`))}])[${place} + 1]`;
  const route = Prisma.sql`routed.route`;
  const text = (name: string, expression: Prisma.Sql): Column => ({ name, isText: true, expression });
  const number = (name: string, expression: Prisma.Sql): Column => ({ name, isText: false, expression });
  const columns = [
    number('sampleIndex', Prisma.sql`x.index`),
    text('sampleId', Prisma.sql`x.sample_id`),
    text('label', pick(classes.map(({ label }) => label), Prisma.sql`x.class_index`)), // prettier-ignore
    text('split', Prisma.sql`x.split`),
    text('strategy', pick(ROUTES.map(({ strategy }) => strategy), route)), // prettier-ignore
    text('teacher', pick(ROUTES.map(({ teacher }) => teacher && teachers[teacher]), route)), // prettier-ignore
    text('component', pick(ROUTES.map(({ component }) => component), route)), // prettier-ignore
    number('weight', Prisma.sql`routed.weight`),
  ];
  const from = Prisma.sql`FROM routings, unnest(routes, weights) WITH ORDINALITY routed (route, weight, place)
    JOIN samples x ON x.dataset_id = ${datasetId}::uuid AND x.index = routed.place - 1
    WHERE routings.id = ${id}::uuid ORDER BY routed.place`;
  return sendRows(store, columns, from, format);
}

interface Column {
  readonly name: string;
  readonly isText: boolean;
  readonly expression: Prisma.Sql;
}
