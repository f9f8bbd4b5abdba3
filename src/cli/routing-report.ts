import type { DatasetRecord } from '../store/datasets.js';
import { ROUTES } from '../store/routings/routes.js';
import { THRESHOLD_NAMES } from '../store/routings/routing-rule.type.js';
import type { RoutingRecord } from '../store/routings/routings.js';
import { alignColumns } from './output.js';
import { shownNumber } from './shown-number.js';

/** What `--json` prints of a routing. */
export function routingDocument(
  { id, name, rule, counts, createdAt }: RoutingRecord,
  dataset: DatasetRecord,
): object {
  return {
    id,
    name,
    dataset: dataset.name,
    rule,
    counts: counts.map(({ classIndex, route, count, meanWeight }) => ({
      label: dataset.classes[classIndex]!.label,
      route: ROUTES[route]!.name,
      count,
      meanWeight,
    })),
    createdAt: createdAt.toISOString(),
  };
}

/** Samples of each class by route, with the thresholds above. */
export function routingTable({ id, name, rule, counts }: RoutingRecord, dataset: DatasetRecord): string {
  const [first, second] = rule.modalities;
  const teachers = { first, second, both: `${first}+${second}` };
  const heads = ROUTES.map(({ teacher, component }) =>
    teacher === null ? 'none' : `${component}: ${teachers[teacher]}`,
  );
  const rows = dataset.classes.map(({ label, index }) => [
    label,
    ...ROUTES.map((_, route) => String(counts.find((one) => one.classIndex === index && one.route === route)?.count ?? 0)), // prettier-ignore
  ]);
  const above = THRESHOLD_NAMES.map((of) => `${of} > ${shownNumber(rule.thresholds[of].value)}`).join(', ');
  return `Routing "${name}" (${id}), by ${rule.presentation.method}: ${above}\n${alignColumns([['class', ...heads], ...rows], 1)}`;
}
