/** A guest without a module: memory and fuel of its own, calling the WASI host directly. */
import { digestOf, utf8 } from '@pumasi/domain'
import { createWasiHost } from '../wasi/host.ts'
import type { WasiHost, WasiInput } from '../wasi/host.ts'
import type { Meter } from '../wasi/meter.ts'
import { rights } from '../wasi/rights.ts'
import { WASI_MODULE } from '../rewriter/wasi-signatures.ts'

export const MEMORY_BYTES = 65_536
/** Where a call's answer is written. */
export const ANSWER = 1024
/** Where a path is put. */
const PATH = 2048
/** Where an `iovec` list is put, and behind it its data. */
const VECTORS = 4096
const DATA = 8192

export class Guest {
  readonly memory = { buffer: new ArrayBuffer(MEMORY_BYTES) }
  readonly fuel = { value: 0n }
  readonly host: WasiHost
  readonly meter: Meter

  constructor(input: Partial<WasiInput> = {}, fuelMax = 10n ** 12n) {
    const seed = digestOf(utf8('seed'))
    const nothing = { args: [], stdin: new Uint8Array(), files: [], seed, outputMaxBytes: 10_000 }
    this.host = createWasiHost({ ...nothing, ...input })
    this.meter = this.host.attach({ memory: this.memory, fuel: this.fuel, fuelMax })
  }

  /** Calls by name with raw arguments; returns the errno. */
  call(name: string, ...args: (number | bigint)[]): number {
    const functions = this.host.imports[WASI_MODULE] as Record<string, (...a: unknown[]) => unknown>
    return (functions[name] as (...a: unknown[]) => number)(...args)
  }

  get view(): DataView {
    return new DataView(this.memory.buffer)
  }

  u32(pointer: number): number {
    return this.view.getUint32(pointer, true)
  }

  u64(pointer: number): bigint {
    return this.view.getBigUint64(pointer, true)
  }

  text(pointer: number, length: number): string {
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, pointer, length))
  }

  put(pointer: number, bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer).set(bytes, pointer)
  }

  /** Puts a path into memory and returns its pointer and length. */
  path(path: string, at = PATH): [number, number] {
    const bytes = utf8(path)
    this.put(at, bytes)
    return [at, bytes.length]
  }

  /** An `iovec` list over consecutive ranges of the data area; returns its pointer and count. */
  vectors(...sizes: number[]): [number, number] {
    let at = DATA
    for (const [index, size] of sizes.entries()) {
      this.view.setUint32(VECTORS + 8 * index, at, true)
      this.view.setUint32(VECTORS + 8 * index + 4, size, true)
      at += size
    }
    return [VECTORS, sizes.length]
  }

  write(fd: number, text: string): number {
    const bytes = utf8(text)
    this.put(DATA, bytes)
    return this.call('fd_write', fd, ...this.vectors(bytes.length), ANSWER)
  }

  /** Reads up to `size` bytes as text; an errno as `errno N`. */
  read(fd: number, size: number): string {
    const error = this.call('fd_read', fd, ...this.vectors(size), ANSWER)
    return error === 0 ? this.text(DATA, this.u32(ANSWER)) : `errno ${error}`
  }

  /** Opens for reading and writing unless told otherwise; returns the descriptor, or -errno. */
  open(path: string, oflags = 0, wanted: bigint = rights.all, flags = 0, fd = 3): number {
    const at = this.path(path)
    const error = this.call('path_open', fd, 0, ...at, oflags, wanted, wanted, flags, ANSWER)
    return error === 0 ? this.u32(ANSWER) : -error
  }
}
