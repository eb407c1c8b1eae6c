/** Error numbers of WASI preview1 that this host returns; the values are the standard's. */
export const errno = {
  success: 0,
  badf: 8,
  exist: 20,
  fault: 21,
  ilseq: 25,
  inval: 28,
  isdir: 31,
  loop: 32,
  mfile: 33,
  nametoolong: 37,
  noent: 44,
  nospc: 51,
  nosys: 52,
  notdir: 54,
  notempty: 55,
  overflow: 61,
  spipe: 70,
  rofs: 69,
  xdev: 75,
  notcapable: 76,
} as const

/** Thrown inside a call to answer the guest with an error number; never leaves the host. */
export class Refusal {
  readonly code: number
  constructor(code: number) {
    this.code = code
  }
}

const refusals = new Map<number, Refusal>(
  Object.values(errno).map((code) => [code, new Refusal(code)]),
)

/** Ends the running call with `errno[name]`. Not an `Error`: a guest may provoke millions. */
export function refuse(name: Exclude<keyof typeof errno, 'success'>): never {
  throw refusals.get(errno[name])
}
