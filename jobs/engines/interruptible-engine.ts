import type { Engine } from '../../src/estimation/engine.js';

/**
 * The same engine, whose every call asks `check` first: so a step ends within an epoch or an iteration of being told to,
 * in a thread that must not be ended from outside.
 */
export function interruptibleEngine(engine: Engine, check: () => void): Engine {
  return checked(engine, check);
}

/** Every method of an object, and of the sessions that methods open, after a check. `close` always goes through. */
function checked<Of extends object>(of: Of, check: () => void): Of {
  return new Proxy(of, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function' || name === 'close') return member;
      return async (...args: unknown[]) => {
        check();
        const result = (await Reflect.apply(member, target, args)) as unknown;
        return String(name).startsWith('open') ? checked(result as object, check) : result;
      };
    },
  });
}
