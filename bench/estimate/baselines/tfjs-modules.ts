import type { ResolveHook } from 'node:module';

const SOURCES = '/@tensorflow/tfjs-core/dist/';

/**
 * Lets Node load tfjs-core's separate modules, written for bundlers: ECMAScript modules that name each other without
 * an extension.
 */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const isInside = context.parentURL?.includes(SOURCES) === true && specifier.startsWith('.');
  const resolved = await next(
    isInside && !specifier.endsWith('.js') ? `${specifier}.js` : specifier,
    context,
  );
  const isBundle = resolved.url.endsWith('.node.js');
  return resolved.url.includes(SOURCES) && !isBundle ? { ...resolved, format: 'module' } : resolved;
};
