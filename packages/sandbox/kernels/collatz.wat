;; Longest Collatz path below n: 64-bit integers in a data-dependent loop.
(module
  (func (export "run") (param $n i32) (result f64)
    (local $i i64) (local $x i64) (local $length i32) (local $best i32)
    (local.set $i (i64.const 1))
    (loop $each
      (local.set $x (local.get $i))
      (local.set $length (i32.const 0))
      (block $done
        (loop $step
          (br_if $done (i64.le_u (local.get $x) (i64.const 1)))
          (local.set $x
            (if (result i64) (i64.eqz (i64.and (local.get $x) (i64.const 1)))
              (then (i64.shr_u (local.get $x) (i64.const 1)))
              (else (i64.add (i64.mul (local.get $x) (i64.const 3)) (i64.const 1)))))
          (local.set $length (i32.add (local.get $length) (i32.const 1)))
          (br $step)))
      (if (i32.gt_u (local.get $length) (local.get $best))
        (then (local.set $best (local.get $length))))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br_if $each (i64.lt_u (local.get $i) (i64.extend_i32_u (local.get $n)))))
    (f64.convert_i32_u (local.get $best))))
