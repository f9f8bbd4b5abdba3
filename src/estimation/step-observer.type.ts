export interface EpochLoss {
  readonly model: string;
  readonly epoch: number;
  readonly training: number | null;
  readonly validation: number | null;
}
