import type { Comparability } from '../../src/estimation/config.js';
import type { GaussianClassesOptions } from '../data/gaussian-classes.js';
import { atMost, type Requirement } from '../requirement.js';
import { mean, range } from '../statistics.js';

/** One case, and the error of r per sample with each option, nats, a mean over seeds. */
export interface JudgedCase {
  readonly options: Partial<GaussianClassesOptions>;
  readonly errors: readonly { readonly option: Comparability; readonly error: number }[];
}

/** What the default is chosen for, and that units do nothing. Nothing is required where no case tells. */
export function comparabilityRequirements(
  chosen: Comparability,
  cases: readonly JudgedCase[],
): readonly Requirement[] {
  const irrelevant = cases.filter(({ options }) => options.irrelevantFirst !== undefined);
  const plain = cases.filter(({ options }) => options.irrelevantFirst === undefined);
  const alike = irrelevant.filter(({ options }) => options.classes === 10 && options.irrelevantFirst === 20);
  const names = (cases[0]?.errors ?? []).map(({ option }) => option);
  const others = names.filter((option) => option !== chosen);
  const error = ({ errors }: JudgedCase, option: Comparability): number =>
    errors.find((one) => one.option === option)!.error;
  const overLowest = (one: JudgedCase): number =>
    error(one, chosen) - Math.min(...others.map((option) => error(one, option)));
  const ofMean = (option: Comparability): number => mean(irrelevant.map((one) => error(one, option)));
  const requirements: Requirement[] = [];
  if (plain.length > 0) {
    const worst = Math.max(...plain.map(overLowest));
    requirements.push(
      atMost(`nothing added, worst case: error of ${chosen} over the best other`, worst, 0.01),
    );
  }
  if (irrelevant.length > 0) {
    const best = Math.min(...others.map(ofMean));
    const worst = Math.max(...irrelevant.map(overLowest));
    const overPlain = irrelevant.map((one) => error(one, chosen) - error(one, 'standardized'));
    requirements.push(
      atMost(`irrelevant columns, mean: error of ${chosen} over the best other`, ofMean(chosen) - best, 0),
      atMost(`irrelevant columns, worst case: error of ${chosen} over the best other`, worst, 0.05),
      atMost(
        `irrelevant columns, worst case: error of ${chosen} over standardized`,
        Math.max(...overPlain),
        0,
      ),
    );
  }
  if (alike.length > 1) {
    const moved = names.map((option) => range(alike.map((one) => error(one, option))));
    requirements.push(atMost('change of the error by unit and width of columns', Math.max(...moved), 0.001));
  }
  return requirements;
}
