/**
 * Descriptors: what the guest has open. 0 to 2 are the standard streams, 3 the root directory; new
 * ones take the lowest free number.
 */
import type { Content } from './content.ts'
import { refuse } from './errno.ts'
import { rights } from './rights.ts'
import type { DirectoryNode, FileNode, Tree } from './tree.ts'

const DESCRIPTORS_MAX = 1024

/** Standard input: a pipe, read once from front to back. */
export interface InputDescriptor {
  readonly kind: 'input'
  readonly bytes: Uint8Array
  position: number
}

/** Standard output or error: a pipe that is kept. */
export interface OutputDescriptor {
  readonly kind: 'output'
  readonly content: Content
}

export interface FileDescriptor {
  readonly kind: 'file'
  readonly node: FileNode
  readonly readable: boolean
  readonly writable: boolean
  position: number
  /** `fdflags` as the guest set them; only append changes anything. */
  flags: number
}

export interface DirectoryDescriptor {
  readonly kind: 'directory'
  readonly node: DirectoryNode
  /** The name the directory is preopened under. */
  readonly preopened: string | undefined
  /** Names as they were when the listing was last begun. */
  listing: readonly string[]
}

export type Descriptor = InputDescriptor | OutputDescriptor | FileDescriptor | DirectoryDescriptor

export class Descriptors {
  readonly #open = new Map<number, Descriptor>()
  readonly #tree: Tree

  constructor(tree: Tree, stdin: Uint8Array, stdout: Content, stderr: Content) {
    this.#tree = tree
    this.#open.set(0, { kind: 'input', bytes: stdin, position: 0 })
    this.#open.set(1, { kind: 'output', content: stdout })
    this.#open.set(2, { kind: 'output', content: stderr })
    this.#open.set(3, { kind: 'directory', node: tree.root, preopened: '/', listing: [] })
  }

  find(number: number): Descriptor | undefined {
    return this.#open.get(number)
  }

  /** EBADF for a number that is not open. */
  get(number: number): Descriptor {
    return this.find(number) ?? refuse('badf')
  }

  /** ENOTDIR for anything but a directory. */
  directory(number: number): DirectoryDescriptor {
    const found = this.get(number)
    return found.kind === 'directory' ? found : refuse('notdir')
  }

  /** A file for positioned access: ESPIPE for a stream, EISDIR for a directory. */
  file(number: number): FileDescriptor {
    const found = this.get(number)
    if (found.kind === 'directory') refuse('isdir')
    return found.kind === 'file' ? found : refuse('spipe')
  }

  /** EMFILE when every number is taken. */
  assertRoom(): void {
    if (this.#open.size >= DESCRIPTORS_MAX) refuse('mfile')
  }

  add(descriptor: Descriptor): number {
    this.assertRoom()
    let number = 0
    while (this.#open.has(number)) number += 1
    this.#open.set(number, descriptor)
    if (descriptor.kind === 'file') descriptor.node.opens += 1
    return number
  }

  close(number: number): void {
    const found = this.get(number)
    this.#open.delete(number)
    if (found.kind !== 'file') return
    found.node.opens -= 1
    this.#tree.release(found.node)
  }

  /** Moves `from` onto `to`, closing what was there; both must be open. */
  renumber(from: number, to: number): void {
    const moved = this.get(from)
    this.get(to)
    if (from === to) return
    this.close(to)
    this.#open.delete(from)
    this.#open.set(to, moved)
  }
}

/** The rights a descriptor reports. */
export function rightsOf(descriptor: Descriptor): bigint {
  if (descriptor.kind === 'directory') return rights.all
  if (descriptor.kind === 'input') return rights.fdRead | rights.pollFdReadwrite
  if (descriptor.kind === 'output') return rights.fdWrite | rights.pollFdReadwrite
  const read = descriptor.readable ? 0n : rights.fdRead
  const write = descriptor.writable ? 0n : rights.fdWrite
  return rights.all & ~read & ~write
}
