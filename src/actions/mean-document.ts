/** Four means of one decomposition. */
export interface MeanDocument {
  readonly R: number;
  readonly U1: number;
  readonly U2: number;
  readonly S: number;
}

export interface InformationDocument {
  readonly I1: number;
  readonly I2: number;
  readonly I12: number;
}

interface Components {
  readonly r: number;
  readonly u1: number;
  readonly u2: number;
  readonly s: number;
}

interface Information {
  readonly i1: number;
  readonly i2: number;
  readonly i12: number;
}

/** @param scale 1 for nats, 1/log 2 for bits */
export function meanDocument({ r, u1, u2, s }: Components, scale: number): MeanDocument {
  return { R: r * scale, U1: u1 * scale, U2: u2 * scale, S: s * scale };
}

export function informationDocument({ i1, i2, i12 }: Information, scale: number): InformationDocument {
  return { I1: i1 * scale, I2: i2 * scale, I12: i12 * scale };
}
