import type { EnsembleRecord } from '../../store/ensembles/ensembles.js';

/** In words, what an ensemble is worth on held-out samples; also where that is nothing. */
export function ensembleConclusion({
  result,
  settings,
}: Pick<EnsembleRecord, 'result' | 'settings'>): string {
  const { heldOut, uniform, bestSingle, againstUniform, againstBestSingle, interactionAware } = result;
  const nats = (value: number): string => value.toFixed(4);
  const beside = (what: string, { verdict, value, low, high }: Compared): string => {
    const difference = `${nats(value)} nats, 95% interval ${nats(low)} to ${nats(high)}`;
    if (verdict === 'no difference shown') return `it is not shown to differ from ${what} (${difference})`;
    return `it ${verdict === 'better' ? 'beats' : 'does not beat'} ${what} (${difference})`;
  };
  const parts = [
    `The ${settings.method} ensemble has a held-out log-loss of ${nats(heldOut.logLoss.value)} nats`,
    beside(`the uniform average, ${nats(uniform.logLoss.value)}`, againstUniform.logLoss),
    beside(`the best single model, "${bestSingle.model}", ${nats(bestSingle.logLoss.value)}`, againstBestSingle.logLoss), // prettier-ignore
  ];
  const { fallback } = interactionAware ?? {};
  const reason =
    fallback === 'too-few-strata'
      ? ' Fewer than two kinds of interaction have samples enough for weights of their own, so all samples have the same weights.'
      : fallback === 'no-gain'
        ? ' Weights by interaction gained nothing over the same weights for all samples, which it therefore has.'
        : '';
  return `${parts.join('; ')}.${reason}`;
}

type Compared = EnsembleRecord['result']['againstUniform']['logLoss'];
