/** A tour of what a program can see and do: arguments, input, clock, randomness, floats, files. */
@external("wasi_snapshot_preview1", "args_sizes_get")
declare function argsSizesGet(count: usize, size: usize): u16
@external("wasi_snapshot_preview1", "args_get")
declare function argsGet(list: usize, bytes: usize): u16
@external("wasi_snapshot_preview1", "clock_time_get")
declare function clockTimeGet(id: u32, precision: u64, time: usize): u16
@external("wasi_snapshot_preview1", "random_get")
declare function randomGet(target: usize, size: usize): u16
@external("wasi_snapshot_preview1", "fd_read")
declare function fdRead(fd: u32, list: usize, count: usize, done: usize): u16
@external("wasi_snapshot_preview1", "fd_write")
declare function fdWrite(fd: u32, list: usize, count: usize, done: usize): u16
@external("wasi_snapshot_preview1", "path_open")
declare function pathOpen(
  directory: u32, lookup: u32, path: usize, size: usize, oflags: u32,
  rights: u64, inheriting: u64, flags: u32, fd: usize,
): u16

const scratch = memory.data(65536)

function write(fd: u32, text: string): void {
  const bytes = String.UTF8.encode(text)
  store<u32>(scratch, changetype<usize>(bytes) as u32)
  store<u32>(scratch, bytes.byteLength, 4)
  fdWrite(fd, scratch, 1, scratch + 8)
}

function read(fd: u32): string {
  store<u32>(scratch, (scratch + 1024) as u32)
  store<u32>(scratch, 4096, 4)
  fdRead(fd, scratch, 1, scratch + 8)
  return String.UTF8.decodeUnsafe(scratch + 1024, load<u32>(scratch, 8))
}

function open(path: string, create: bool): u32 {
  const name = String.UTF8.encode(path)
  const at = changetype<usize>(name)
  pathOpen(3, 0, at, name.byteLength, create ? 1 : 0, create ? 64 : 2, 0, 0, scratch + 16)
  return load<u32>(scratch, 16)
}

/** The logistic map and a few library functions, where engines could differ in the last bit. */
function chaos(steps: i32): f64 {
  let x = 0.3
  for (let step = 0; step < steps; step++) {
    x = 3.9 * x * (1.0 - x)
    if (step % 1000 == 0) x = Math.abs(Math.sin(x) * Math.exp(-x)) + Math.sqrt(x) / 3.0
  }
  return x
}

argsSizesGet(scratch, scratch + 4)
const count = load<u32>(scratch)
argsGet(scratch + 1024, scratch + 8192)
for (let index: u32 = 0; index < count; index++) {
  write(1, String.UTF8.decodeUnsafe(load<u32>(scratch + 1024 + 4 * index), 64, true) + "\n")
}
write(1, read(0) + "\n" + read(open("data/table.csv", false)) + "\n")
randomGet(scratch + 32, 16)
write(1, load<u64>(scratch, 32).toString(16) + load<u64>(scratch, 40).toString(16) + "\n")
clockTimeGet(0, 0, scratch + 32)
write(1, load<u64>(scratch, 32).toString() + "\n")
write(1, reinterpret<u64>(0.0 / (load<u8>(scratch, 60000) as f64)).toString(16) + "\n")
write(2, chaos(2_000_000).toString() + "\n")
const words = ["pear", "apple", "fig", "품앗이", "date"]
words.sort()
write(open("words.txt", true), words.join(" "))
