import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { mayDo, type Role } from '../../src/domain/role.js';
import { appendAuditEntry } from '../../src/store/audit-log.js';
import type { GraphContext } from '../context.js';
import type { UserError } from '../shared/user-error.type.js';
import { auditInput } from './audit-input.js';

/** Mutations that cannot be undone: for administrators. All others, and subscriptions, are for operators. */
const FOR_ADMINS: ReadonlySet<string> = new Set(['deleteRun', 'deleteModel']);

/** The role that a mutation or subscription needs; anybody who is let in may ask queries. */
export function roleNeeded(field: string): Role {
  return FOR_ADMINS.has(field) ? 'ADMIN' : 'OPERATOR';
}

/** Makes every mutation and subscription ask for the client's role first, and every mutation leave a trace. */
export function guardSchema(schema: GraphQLSchema): void {
  for (const field of fieldsOf(schema.getMutationType())) guardMutation(field);
  for (const field of fieldsOf(schema.getSubscriptionType())) guardSubscription(field);
}

type RootField = GraphQLField<unknown, GraphContext>;

function fieldsOf(type: GraphQLObjectType | null | undefined): RootField[] {
  return Object.values(type?.getFields() ?? {}) as RootField[];
}

function guardMutation(field: RootField): void {
  const resolve = field.resolve!;
  field.resolve = async (root, args: Record<string, unknown>, context, info) => {
    const { client, workspace } = context;
    const trace = (refusal: string | null): Promise<void> => {
      const entry = { keyName: client.keyName, action: field.name, input: auditInput(args), refusal };
      return appendAuditEntry(workspace.store, entry);
    };
    try {
      requireRole(context, field.name);
      const payload = (await resolve(root, args, context, info)) as { userErrors?: readonly UserError[] };
      await trace(payload.userErrors?.[0]?.code ?? null);
      return payload;
    } catch (error) {
      await trace(error instanceof InputFailure ? error.code : 'INTERNAL_SERVER_ERROR').catch(
        () => undefined,
      );
      throw error;
    }
  };
}

function guardSubscription(field: RootField): void {
  const subscribe = field.subscribe!;
  field.subscribe = (root, args, context, info): unknown => {
    requireRole(context, field.name);
    return subscribe(root, args, context, info);
  };
}

/** @throws InputFailure FORBIDDEN */
function requireRole({ client }: GraphContext, field: string): void {
  const needed = roleNeeded(field);
  if (mayDo(client, needed)) return;
  throw new InputFailure(
    'FORBIDDEN',
    `${field} needs a key with the role ${needed}; this one has ${client.role}.`,
  );
}
