/** Seals: HMACs that show that this grid, and nobody else, said something before. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** 64 hexadecimal digits for a text. Texts of different kinds begin with different words. */
export type Seal = (text: string) => string

/** Seals under one secret of at least 32 bytes. */
export const createSeal =
  (secret: Uint8Array): Seal =>
  (text) =>
    createHmac('sha256', secret).update(text).digest('hex')

/** Compares two strings in a time that does not tell where they differ. */
export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
