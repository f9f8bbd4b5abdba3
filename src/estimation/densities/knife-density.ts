import type { DensityConfig, KnifeConfig } from '../config.js';
import type { Engine, KnifeParameters, MixtureParameters } from '../engine.js';
import { knifeFromMixture, mixtureFromKnife, scaleLimitHolding } from './knife-mixture.js';
import { dataKnifeStart, randomKnifeStart } from './knife-start.js';
import { trainKnife } from './knife.js';
import { chooseMixture, type ChosenMixture, type FittedMixture, type SplitRows } from './mixture-choice.js';
import type { Random } from '../random.js';
import { aboveRows } from '../rows.js';

/**
 * A KNIFE density trained by gradient steps alone, the number of components chosen on the rows set aside; with
 * `patience` null it is the published recipe: the last number of components, a fixed number of epochs on all rows.
 */
export async function fitKnifeDensity(
  engine: Engine,
  config: DensityConfig,
  rows: SplitRows,
  ridge: Float64Array,
  random: Random,
): Promise<ChosenMixture> {
  const { knife } = config;
  if (!knife) throw new Error('the density family knife needs a knife configuration');
  const { gaussian } = await chooseMixture(engine, { ...config, components: [1] }, rows, ridge, random);
  const early = knife.patience !== null;
  const features = early ? rows.fitted : aboveRows(rows.fitted, rows.validation);
  let best: FittedMixture | null = null;
  for (const components of early ? config.components : config.components.slice(-1)) {
    const start: KnifeParameters =
      knife.start === 'random'
        ? randomKnifeStart(components, features.columns, random)
        : await dataKnifeStart(engine, features, components, knife.scaleLimit, random);
    const fit = await trainKnife(engine, features, early ? rows.validation : null, start, knife, random);
    const parameters = mixtureFromKnife(fit.parameters, knife.scaleLimit);
    const surprisal = fit.validationSurprisal ?? NaN;
    if (best && !(surprisal < best.validationSurprisal)) break;
    best = {
      start: parameters,
      trained: parameters,
      covariance: 'own',
      form: { precision: 'full', shrinkage: 0 },
      iterations: fit.epochs,
      validationSurprisal: surprisal,
    };
  }
  return { best: best!, gaussian };
}

/** KNIFE's gradient steps from EM's solution; the rows set aside keep it from becoming worse. */
export async function refineByKnife(
  engine: Engine,
  knife: KnifeConfig,
  { fitted, validation }: SplitRows,
  mixture: MixtureParameters,
  random: Random,
): Promise<MixtureParameters> {
  const scaleLimit = scaleLimitHolding(mixture, knife.scaleLimit);
  const start = knifeFromMixture(mixture, scaleLimit);
  const fit = await trainKnife(engine, fitted, validation, start, { ...knife, scaleLimit }, random);
  return mixtureFromKnife(fit.parameters, scaleLimit);
}
