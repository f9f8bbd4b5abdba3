import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { RUN_WARNING_CODES, type RunWarningCode as Code } from '../../src/estimation/warnings/run-warning.js';
import { ModalityKind } from '../dataset/dataset.type.js';

const nullable = { nullable: true } as const;

const RunWarningCode = Object.fromEntries(RUN_WARNING_CODES.map((code) => [code, code])) as {
  readonly [Name in Code]: Name;
};

registerEnumType(RunWarningCode, {
  name: 'RunWarningCode',
  description: 'What a warning is about; docs/ESTIMATION.md says what to do.',
  valuesConfig: {
    CLASSIFIER_UNINFORMATIVE: { description: 'A classifier is no better than guessing.' },
    JOINT_CLASSIFIER_WORSE: { description: 'The classifier of both finds less than one of a modality.' },
    UNDER_TRAINED: { description: 'A classifier was still improving when training ended.' },
    POORLY_CALIBRATED: { description: 'A classifier’s confidence is off by more than chance explains.' },
    OUTLIERS_DRAWN_IN: {
      description: 'Values far beyond the others of their column, which classifiers see drawn in.',
    },
    DENSITY_WORSE_THAN_GAUSSIAN: { description: 'A density fits unseen rows worse than one Gaussian.' },
    SATURATED: { description: 'The densities alone decide nearly every sample’s redundancy.' },
    SMALL_CLASS: { description: 'A class has fewer rows than can be learned from.' },
    FEW_ROWS_PER_DIMENSION: { description: 'A density has few rows for its dimensions.' },
    COLUMNS_LEFT_OUT: { description: 'Columns that say nothing new are in no density.' },
    CONSTANT_MODALITY: { description: 'A modality has the same value in every sample.' },
    MIXED_KINDS: { description: 'One modality is discrete, the other continuous.' },
    ADJUSTED_TO_MIN_INFORMATION: { description: 'Adjusted R is min(I1, I2), whatever the densities say.' },
    NON_FINITE: { description: 'Samples with a value that is not finite are in no mean.' },
    IDENTITY_VIOLATED: { description: 'Components do not add up: the records are damaged.' },
  },
});

@ObjectType({ description: 'One kind of model in a classifier’s pool.' })
export class PooledCandidate {
  @Field(() => String, {
    description:
      '`perceptron`, `logistic`, `sparse-logistic`; `frequency` for discrete modalities; `supplied` for the user’s own.',
  })
  name!: string;

  @Field(() => Float, {
    description:
      'Weight of its log-probabilities against the prior’s: 0 leaves it out, and weights that add to less than 1 temper it.',
  })
  weight!: number;
}

@ObjectType({ description: 'How good one of the three classifiers was, out of fold, pooled and calibrated.' })
export class ClassifierQuality {
  @Field(() => String, { description: 'The modality it saw, or both joined by `+`.' })
  modality!: string;

  @Field(() => Float, {
    ...nullable,
    description:
      'Share of samples whose class it put first; of frequencies, whose class is the most frequent of their value.',
  })
  accuracy!: number | null;

  @Field(() => Float, { ...nullable, description: 'Mean −log p(y|x), nats.' })
  logLoss!: number | null;

  @Field(() => Float, {
    ...nullable,
    description:
      'Expected calibration error of the class put first, in 15 bins; 0 to 1. Null for frequencies, which count the other samples of a value alone.',
  })
  calibrationError!: number | null;

  @Field(() => Float, {
    ...nullable,
    description:
      'The calibration error a perfectly calibrated classifier would show here by chance; null with the former.',
  })
  calibrationErrorByChance!: number | null;

  @Field(() => [PooledCandidate], { description: 'The models pooled, with their weights.' })
  candidates!: PooledCandidate[];
}

@ObjectType({ description: 'Columns of a modality a density is not fitted to: they would say nothing new.' })
export class ColumnsLeftOut {
  @Field(() => Int, { description: 'Columns with the same value in every row.' })
  constant!: number;

  @Field(() => Int, { description: 'Copies of another column but for unit and origin.' })
  duplicate!: number;

  @Field(() => Int, { description: 'Columns that are nearly linear combinations of others.' })
  collinear!: number;
}

@ObjectType({ description: 'How good one of the two densities was, on samples it had not seen.' })
export class DensityQuality {
  @Field(() => String, { description: 'The modality.' })
  modality!: string;

  @Field(() => ModalityKind, { description: 'Discrete modalities have frequencies for a density.' })
  kind!: ModalityKind;

  @Field(() => Float, {
    ...nullable,
    description: 'Mean surprisal −log p(x), nats, features in standard deviations.',
  })
  meanSurprisal!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'The same of a single Gaussian: a density should be below it. Null for discrete modalities.',
  })
  gaussianSurprisal!: number | null;

  @Field(() => ColumnsLeftOut, { description: 'Columns it is not fitted to.' })
  columnsLeftOut!: ColumnsLeftOut;
}

@ObjectType({ description: 'Why a run’s numbers deserve a second look.' })
export class RunWarning {
  @Field(() => RunWarningCode, { description: 'For programs.' })
  code!: Code;

  @Field(() => String, { description: 'One sentence with the numbers in it, in nats.' })
  message!: string;
}

@ObjectType({ description: 'What a reader should know before believing a run’s numbers.' })
export class RunDiagnostics {
  @Field(() => Int, { description: 'Records with a value that is not finite; left out of all means.' })
  nonFiniteCount!: number;

  @Field(() => Float, {
    ...nullable,
    description: 'Share of samples whose r is exactly i1 or i2: there the densities alone decided which.',
  })
  saturated!: number | null;

  @Field(() => Float, {
    description: 'Largest |r+u1−i1|, |r+u2−i2| or |r+u1+u2+s−i12| of a record, nats; rounding only.',
  })
  identityError!: number;

  @Field(() => [ClassifierQuality], { description: 'Of the first modality, of the second, of both.' })
  classifiers!: ClassifierQuality[];

  @Field(() => [DensityQuality], { description: 'Of the first modality, of the second.' })
  densities!: DensityQuality[];

  @Field(() => [RunWarning], { description: 'Empty when nothing stands out.' })
  warnings!: RunWarning[];
}
