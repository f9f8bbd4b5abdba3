import {
  astFromValue,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  print,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { API_EXAMPLES, API_INTRODUCTION } from './api-introduction.js';

/** docs/API.md: how to ask, and everything the schema says of itself. */
export function renderApiPage(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.includes(type as never),
    )
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const named = (title: string, is: (type: GraphQLNamedType) => boolean): string[] => {
    const chosen = types.filter(is);
    return chosen.length === 0 ? [] : [`## ${title}`, ...chosen.map(typeSection)];
  };
  return `${[
    API_INTRODUCTION,
    API_EXAMPLES,
    ...roots.flatMap((root) => (root ? [`## ${root.name}`, root.description!, ...fieldSections(root)] : [])),
    ...named('Objects', (type) => isObjectType(type) || isInterfaceType(type)),
    ...named('Inputs', isInputObjectType),
    ...named('Enums', isEnumType),
    ...named('Scalars', isScalarType),
  ].join('\n\n')}\n`;
}

/** Fields of a root, each with its arguments. */
function fieldSections(root: GraphQLNamedType): string[] {
  return fieldsOf(root).map(
    (field) =>
    [`### ${field.name}`, `\`${field.name}: ${String(field.type)}\` — ${told(field.description)}`, ...argumentTable(field.args)].join('\n\n'), // prettier-ignore
  );
}

function typeSection(type: GraphQLNamedType): string {
  const head = [`### ${type.name}`, told(type.description)];
  if (isEnumType(type)) {
    return [...head, table(['value', ''], type.getValues().map(({ name, description }) => [`\`${name}\``, told(description)]))].join('\n\n'); // prettier-ignore
  }
  if (isInputObjectType(type))
    return [...head, ...argumentTable(Object.values(type.getFields()))].join('\n\n');
  if (isScalarType(type)) return head.join('\n\n');
  const fields = fieldsOf(type);
  const rows = fields.map(({ name, type: of, description }) => [
    `\`${name}\``,
    `\`${String(of)}\``,
    told(description),
  ]);
  const taking = fields.filter(({ args }) => args.length > 0);
  return [
    ...head,
    table(['field', 'type', ''], rows),
    ...taking.flatMap(({ name, args }) => [`Arguments of \`${name}\`:`, ...argumentTable(args)]),
  ].join('\n\n');
}

function fieldsOf(type: GraphQLNamedType): GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

type Argument = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue' | 'description'>;

function argumentTable(args: readonly Argument[]): string[] {
  if (args.length === 0) return [];
  const rows = args.map(({ name, type, defaultValue, description }) => [
    `\`${name}\``,
    `\`${String(type)}\`${defaultValue === undefined ? '' : ` = \`${shown(defaultValue, type)}\``}`,
    told(description),
  ]);
  return [table(['argument', 'type', ''], rows)];
}

/** As a document has it. */
function shown(value: unknown, type: Argument['type']): string {
  const node = astFromValue(value, type);
  return node ? print(node) : 'null';
}

/** @throws Error for what nobody has described */
function told(description: string | null | undefined): string {
  if (!description) throw new Error('something of the schema has no description');
  return description.replaceAll('\n', ' ').replaceAll('|', '\\|');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
