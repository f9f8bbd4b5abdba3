import { Field, ObjectType } from 'type-graphql';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { GroupPlace } from '../../src/store/interactions/interaction-groups.js';
import { Component } from './interaction.type.js';

/** What the samples of a group have in common. */
@ObjectType()
export abstract class Group {
  @Field(() => String, { nullable: true, description: 'The group’s label; null unless grouped by LABEL.' })
  label!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The group’s split; null unless grouped by SPLIT, or for samples without one.',
  })
  split!: string | null;

  @Field(() => Component, {
    nullable: true,
    description:
      'The group’s dominant component; null unless grouped by DOMINANT, or for records without one.',
  })
  dominant!: Component | null;
}

/** A group with its label in place of its index. */
export function groupOf(
  { classIndex, split, dominant }: GroupPlace,
  { classes }: DatasetRecord,
): Pick<Group, keyof Group> {
  const label = classIndex === null ? null : classes[classIndex]!.label;
  return { label, split, dominant: dominant as Component | null };
}
