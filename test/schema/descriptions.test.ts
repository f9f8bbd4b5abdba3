import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';

/** A type is read by people who have nothing but its text. */
const DESCRIBED = [
  'ClassifierQuality',
  'ClassIntervals',
  'ColumnsLeftOut',
  'ComponentMeans',
  'ComponentSpread',
  'DensityQuality',
  'EstimationRun',
  'Information',
  'Interaction',
  'Interval',
  'MeanIntervals',
  'PermutationTest',
  'PooledCandidate',
  'RunDiagnostics',
  'RunIntervals',
  'RunPayload',
  'RunWarning',
  'RunWarningCode',
  'Sensitivity',
  'SensitivityLimits',
  'SensitivityPoint',
  'StartEstimationInput',
  'TestedStatistics',
  'UncertaintyInput',
];

describe('the schema describes every field, argument and value of', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'));

  it.each(DESCRIBED)('%s', (name) => {
    const type = schema.getType(name)!;
    const parts: { readonly name: string; readonly description?: string | null | undefined }[] = [type];
    if (isEnumType(type)) parts.push(...type.getValues());
    if (isInputObjectType(type)) parts.push(...Object.values(type.getFields()));
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) parts.push(field, ...field.args);
    }
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.filter(({ description }) => !description).map((part) => part.name)).toEqual([]);
  });
});
