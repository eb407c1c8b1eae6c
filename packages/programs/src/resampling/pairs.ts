/**
 * Darwin's plants: heights of 15 pairs of maize, one of each pair from a cross, the other
 * self-fertilised, of the same age and grown in the same pot.
 *
 * Source: C. Darwin, The Effects of Cross and Self Fertilisation in the Vegetable Kingdom, London
 * 1876 (public domain); differences as R. A. Fisher uses them, The Design of Experiments (1935),
 * chapter III. `darwin.csv` has the same numbers.
 */

/** Crossed less self-fertilised, in eighths of an inch. */
export const differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48] as const

export const EIGHTHS_PER_INCH = 8
