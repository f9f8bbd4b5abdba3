/**
 * A seeded source of random numbers: xoshiro128++ (Blackman & Vigna 2021), its state filled by splitmix32.
 *
 * Every model draws from its own stream, named after the step it belongs to, so that results depend on the
 * seed alone and never on the order or the number of threads that steps run in.
 */
export class Random {
  private readonly state = new Uint32Array(4);
  private spareNormal: number | null = null;

  /**
   * @param seed   the run's seed, an integer
   * @param stream the name of the stream: different names give unrelated sequences
   */
  constructor(seed: number, stream: string) {
    let mixed = fnv1a(`${String(seed)}/${stream}`);
    for (let word = 0; word < 4; word += 1) {
      mixed = (mixed + 0x9e3779b9) | 0;
      let bits = mixed ^ (mixed >>> 16);
      bits = Math.imul(bits, 0x21f0aaad);
      bits ^= bits >>> 15;
      bits = Math.imul(bits, 0x735a2d97);
      this.state[word] = bits ^ (bits >>> 15);
    }
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    const s = this.state;
    const result = (rotateLeft((s[0]! + s[3]!) | 0, 7) + s[0]!) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Box-Muller, both values used). */
  normal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle(values: Int32Array): Int32Array {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = this.integer(last + 1);
      const kept = values[last]!;
      values[last] = values[other]!;
      values[other] = kept;
    }
    return values;
  }

  /** The integers 0 … count-1 in random order. */
  permutation(count: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: count }, (_, index) => index));
  }
}

function rotateLeft(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
