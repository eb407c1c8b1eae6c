/** Rights and flags of WASI preview1 that this host looks at or reports. */

/** Bits of `rights`. */
export const rights = {
  fdRead: 1n << 1n,
  fdSeek: 1n << 2n,
  fdTell: 1n << 5n,
  fdWrite: 1n << 6n,
  pollFdReadwrite: 1n << 27n,
  /** Everything preview1 defines, without sockets. */
  all: (1n << 28n) - 1n,
} as const

/** Bits of `oflags`. */
export const openFlags = { creat: 1, directory: 2, excl: 4, trunc: 8 } as const

/** Bits of `fdflags`. */
export const fdFlags = { append: 1, known: 31 } as const

/** Values of `filetype`; streams are `unknown`, as pipes are elsewhere. */
export const fileTypes = { unknown: 0, directory: 3, regular: 4 } as const
