/** Weaknesses of RSA keys that the modulus alone shows, cheap enough to ask of every key. */

const primes: readonly bigint[] = sieve(752);
const product = primes.reduce((all, prime) => all * prime, 1n);

function sieve(limit: number): bigint[] {
  const found: bigint[] = [];
  for (let number = 2n; number < limit; number += 1n)
    if (found.every((prime) => number % prime !== 0n)) found.push(number);
  return found;
}

/** A factor below 752 (as CA/Browser Forum BR 6.1.6 asks): one reduction tells all of them. */
export function hasSmallFactor(modulus: bigint): boolean {
  const rest = modulus % product;
  return primes.some((prime) => rest % prime === 0n);
}

/**
 * For each prime up to 167 the remainders that powers of 65537 take; keys of the flawed generator (CVE-2017-15361) are
 * such a power modulo every one of them, others with a chance below one in 2^100.
 */
const powersOfGenerator: readonly (readonly [bigint, ReadonlySet<bigint>])[] = primes
  .filter((prime) => prime > 2n && prime <= 167n)
  .map((prime) => [prime, powers(prime)]);

function powers(prime: bigint): ReadonlySet<bigint> {
  const found = new Set<bigint>();
  for (let power = 1n; !found.has(power); power = (power * 65537n) % prime) found.add(power);
  return found;
}

/** The ROCA fingerprint. */
export function hasKnownWeakness(modulus: bigint): boolean {
  const rest = modulus % product;
  return powersOfGenerator.every(([prime, allowed]) => allowed.has(rest % prime));
}

const fermatRounds = 100;

/** Fermat's method finds the factors within a hundred rounds (CVE-2022-26320). */
export function hasClosePrimes(modulus: bigint): boolean {
  let middle = squareRoot(modulus);
  if (middle * middle < modulus) middle += 1n;
  for (let round = 0; round < fermatRounds; round += 1, middle += 1n) {
    const distance = middle * middle - modulus;
    const root = squareRoot(distance);
    if (root * root === distance) return true;
  }
  return false;
}

/** The largest whole number whose square is not above the value (Newton). */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(16).length * 4 + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
