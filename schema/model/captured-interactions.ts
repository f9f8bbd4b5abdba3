import type { ModelAssessment } from '../../src/actions/assess-model.js';
import type { CapturedSynergy as CapturedNats } from '../../src/estimation/own-models/captured-synergy.js';
import type { CapturedInteractions, CapturedSynergy } from './captured-interactions.type.js';

/** @param scale 1 for nats, 1/log 2 for bits */
export function capturedInteractions(
  { captured, capturedByClass }: ModelAssessment,
  scale: number,
): CapturedInteractions {
  return {
    all: scaled(captured, scale),
    classes: capturedByClass.map(({ label, ...ofClass }) => ({ label, captured: scaled(ofClass, scale) })),
  };
}

function scaled(
  { count, information, runInformation, captured, synergy, share }: CapturedNats,
  scale: number,
): CapturedSynergy {
  const shown = (value: number): number | null => (Number.isNaN(value) ? null : value * scale);
  return {
    count,
    information: shown(information),
    runInformation: shown(runInformation),
    captured: shown(captured),
    synergy: shown(synergy),
    share,
  };
}
