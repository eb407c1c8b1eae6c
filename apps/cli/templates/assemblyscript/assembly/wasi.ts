// The few calls of WASI preview1 that a program needs, and their plain forms.
@external("wasi_snapshot_preview1", "args_sizes_get")
declare function args_sizes_get(count: usize, size: usize): u16
@external("wasi_snapshot_preview1", "args_get")
declare function args_get(list: usize, bytes: usize): u16
@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: u32, list: usize, count: usize, done: usize): u16
@external("wasi_snapshot_preview1", "proc_exit")
declare function proc_exit(code: u32): void

const scratch = memory.data(16)

/** The arguments behind the program's name. */
export function programArgs(): string[] {
  args_sizes_get(scratch, scratch + 4)
  const count = load<u32>(scratch)
  const size = load<u32>(scratch, 4)
  const list = heap.alloc(4 * count + 4)
  const bytes = heap.alloc(size)
  args_get(list, bytes)
  store<u32>(list + 4 * count, (bytes + size) as u32)
  const args: string[] = []
  for (let index: u32 = 1; index < count; index++) {
    const from = load<u32>(list + 4 * index)
    // Each ends with a zero, which is no part of it.
    const end = load<u32>(list + 4 * index + 4) - 1
    args.push(String.UTF8.decodeUnsafe(from, end - from))
  }
  return args
}

/** Writes text to a descriptor: 1 is stdout, 2 is stderr. */
export function write(fd: u32, text: string): void {
  const bytes = String.UTF8.encode(text)
  store<u32>(scratch, changetype<usize>(bytes) as u32)
  store<u32>(scratch, bytes.byteLength, 4)
  fd_write(fd, scratch, 1, scratch + 8)
}

/** Ends the program with an exit code. */
export function exit(code: u32): void {
  proc_exit(code)
}

/** Traps. The compiler's own would import a function that no sandbox has. */
export function abort(message: string, file: string, line: u32, column: u32): void {
  unreachable()
}
