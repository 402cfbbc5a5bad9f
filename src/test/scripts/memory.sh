#!/usr/bin/env bash
# Runs many short trials in one process, or one long trial, and prints over time the resident memory,
# open file handles and threads of the process and the temporary files it made. Linux; run by hand.
#
#   src/test/scripts/memory.sh trials 500     # as many trials, one after another
#   src/test/scripts/memory.sh epochs 200     # one trial of as many epochs
#
# Ends with exit code 1 if, between the second and the last quarter, memory grew by more than 15 % or
# handles or temporary files by more than 5.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit 1
kind=${1:-trials}
count=${2:-500}
scratch=$(mktemp -d)
trap 'kill "${child:-}" 2>/dev/null; rm -rf "$scratch"' EXIT

tiny=(configs/quickstart.yaml name=memory dataset=synthetic-digits dataset.testExamples=64 network=SimpleNetBN
  batchNorm.implementation=custom training.batchSize=32 recording.probes=false)
case $kind in
  trials) arguments=("${tiny[@]}" dataset.trainingExamples=64 training.epochs=1 "training.seed=$(seq -s, "$count")") ;;
  epochs) arguments=("${tiny[@]}" dataset.trainingExamples=2000 "training.epochs=$count") ;;
  *) echo "trials or epochs, not $kind" >&2; exit 2 ;;
esac

mkdir "$scratch/tmp"
(BNLAB_JAVA_OPTS="-Djava.io.tmpdir=$scratch/tmp" exec ./bnlab run "${arguments[@]}" --quiet --parallel 1 \
  --results "$scratch/results" >"$scratch/out" 2>"$scratch/err") &
child=$!

# Rows: done so far, resident memory, handles, threads, temporary files.
done_so_far() {
  case $kind in
    trials) find "$scratch/results/memory" -name status.json 2>/dev/null | wc -l ;;
    *) cat "$scratch"/results/memory/.*.partial/epochs.csv 2>/dev/null | wc -l ;;
  esac
}
printf '%8s %12s %8s %8s %10s\n' "$kind" "resident KB" handles threads temporary
while kill -0 "$child" 2>/dev/null; do
  resident=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$child/status" 2>/dev/null)
  handles=$(ls "/proc/$child/fd" 2>/dev/null | wc -l)
  threads=$(ls "/proc/$child/task" 2>/dev/null | wc -l)
  so_far=$(done_so_far)
  if [ -n "$resident" ] && [ "$so_far" -gt 0 ] && [ "$so_far" -lt "$count" ]; then
    printf '%8s %12s %8s %8s %10s\n' "$so_far" "$resident" "$handles" "$threads" \
      "$(find "$scratch/tmp" -mindepth 1 | wc -l)" | tee -a "$scratch/rows"
  fi
  sleep "${INTERVAL:-2}"
done
wait "$child"
code=$?
echo "exit code $code; left behind: $(find "$scratch/tmp" -mindepth 1 | wc -l) temporary files"
awk '
  { at[NR] = $1; kb[NR] = $2; fd[NR] = $3; tmp[NR] = $5 }
  END {
    if (NR < 8) { print "too few rows to judge"; exit 0 }
    q = int(NR / 4)
    for (i = 1; i <= q; i++) { a += kb[q + i] / q; b += kb[NR - q + i] / q; h += fd[q + i] / q; g += fd[NR - q + i] / q; s += tmp[q + i] / q; t += tmp[NR - q + i] / q }
    printf "second and last quarter: resident %d and %d KB, handles %.1f and %.1f, temporary files %.1f and %.1f\n", a, b, h, g, s, t
    exit b > 1.15 * a || g > h + 5 || t > s + 5
  }' "$scratch/rows" && [ "$code" = 0 ]
