import type { GroupIntervalsRecord } from '../store/run-summary.js';
import type { InformationDocument, MeanDocument } from './mean-document.js';

export interface IntervalDocument {
  readonly low: number;
  readonly high: number;
}

type Intervals<Means> = Readonly<Record<keyof Means, IntervalDocument>>;

/** Bootstrap intervals of the means of a run or of one class. */
export interface IntervalsDocument {
  /** Share of the bootstrap draws an interval holds. */
  readonly confidence: number;
  readonly raw: Intervals<MeanDocument>;
  readonly adjusted: Intervals<MeanDocument>;
  readonly evidence: Intervals<MeanDocument>;
  readonly information: Intervals<InformationDocument>;
}

/** @param scale 1 for nats, 1/log 2 for bits */
export function intervalsDocument(
  { raw, adjusted, evidence, information }: GroupIntervalsRecord,
  confidence: number,
  scale: number,
): IntervalsDocument {
  const shown = ({ low, high }: IntervalDocument): IntervalDocument => ({
    low: low * scale,
    high: high * scale,
  });
  const four = ({ r, u1, u2, s }: GroupIntervalsRecord['raw']): Intervals<MeanDocument> => ({
    R: shown(r),
    U1: shown(u1),
    U2: shown(u2),
    S: shown(s),
  });
  const { i1, i2, i12 } = information;
  return {
    confidence,
    raw: four(raw),
    adjusted: four(adjusted),
    evidence: four(evidence),
    information: { I1: shown(i1), I2: shown(i2), I12: shown(i12) },
  };
}
