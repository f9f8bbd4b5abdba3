import { describe, expect, it, onTestFinished } from 'vitest';
import { engineChoice } from '../../../jobs/engines/engine-choice.js';
import { findEngine } from '../../../jobs/engines/find-engine.js';
import { missingPackages } from '../../../jobs/engines/tensorflow-packages.js';
import { InputFailure } from '../../../src/domain/failure.js';
import { SKIPPED, swiftshader } from '../../support/swiftshader.js';

/** Sets variables of the environment, which trials inherit, for one test. */
function withEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    });
  }
}

const failureOf = async (...choice: Parameters<typeof engineChoice>): Promise<InputFailure> => {
  const failure: unknown = await findEngine(engineChoice(...choice)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputFailure);
  return failure as InputFailure;
};

describe('engineChoice', () => {
  it('takes an unset and an empty backend for none', () => {
    expect(engineChoice('auto', undefined)).toEqual({ engine: 'auto', backend: null });
    expect(engineChoice('tensorflow', '')).toEqual({ engine: 'tensorflow', backend: null });
  });

  it('names the choices to who asks for another backend', () => {
    expect(() => engineChoice('auto', 'cuda')).toThrow(
      'INTERLENS_TF_BACKEND must be one of node-gpu, node, webgpu, wasm, cpu, got "cuda".',
    );
  });
});

describe('findEngine', () => {
  it.each(['wasm', 'cpu'] as const)('finds TensorFlow.js on %s', async (backend) => {
    const source = { engine: 'tensorflow', backend };
    expect(await findEngine(engineChoice('tensorflow', backend))).toEqual({ source, note: null });
  });

  it.skipIf(missingPackages('node-gpu').length === 0)(
    'computes with wasm where nobody asks for more and tfjs-node-gpu is not there',
    async () => {
      const source = { engine: 'wasm' };
      expect(await findEngine(engineChoice('auto', undefined))).toEqual({ source, note: null });
    },
  );

  it('says that a named backend has no part in the engine wasm', async () => {
    const { source, note } = await findEngine(engineChoice('wasm', 'cpu'));
    expect(source).toEqual({ engine: 'wasm' });
    expect(note).toBe('INTERLENS_TF_BACKEND=cpu has no part in --engine wasm.');
  });

  it.skipIf(missingPackages('node-gpu').length === 0)(
    'says what is not installed, and how to install it',
    async () => {
      const { code, field, message } = await failureOf('tensorflow', 'node-gpu');
      expect({ code, field }).toEqual({ code: 'ENGINE_NOT_USABLE', field: 'INTERLENS_TF_BACKEND' });
      expect(message).toMatch(
        /^INTERLENS_TF_BACKEND=node-gpu cannot be used: node-gpu needs @tensorflow\/tfjs-node-gpu, not installed\. To install it: npm install --no-save --save-prod @tensorflow\/tfjs-core@[\d.]+ @tensorflow\/tfjs-node-gpu@[\d.]+$/,
      );
    },
  );

  describe.skipIf(process.platform !== 'linux')('where no driver of a GPU is found', () => {
    const none = { VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };

    it('refuses webgpu', async () => {
      withEnvironment(none);
      const { message } = await failureOf('tensorflow', 'webgpu');
      expect(message).toMatch(
        /cannot be used: webgpu finds no GPU\. It needs a GPU with a driver for Vulkan/,
      );
      // Named beside `auto` it is asked for all the same.
      expect((await failureOf('auto', 'webgpu')).message).toBe(message);
    });
  });

  it.skipIf(!swiftshader)(
    `passes over a GPU that a program imitates, but where it is named${swiftshader ? '' : ` (${SKIPPED})`}`,
    async () => {
      withEnvironment(swiftshader!);
      const { note } = await findEngine(engineChoice('tensorflow', undefined));
      expect(note).toContain('webgpu finds no GPU but a program that imitates one');
      const named = await findEngine(engineChoice('tensorflow', 'webgpu'));
      expect(named).toEqual({ source: { engine: 'tensorflow', backend: 'webgpu' }, note: null });
    },
  );
});
