#!/usr/bin/env bash
# Tries faults on the program as a user starts it, ./bnlab, and prints a line for each: the fault, the
# exit code, what the user saw, and whether a later run ended with the records of an undisturbed one.
# Run by hand; takes a few minutes. Small file systems and read-only folders need root on Linux; where
# they cannot be made, that fault is skipped and the line says so.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit 1

scratch=$(mktemp -d)
mounted=()
child=
failures=0
cleanup() {
  [ -z "$child" ] || kill -9 "$child" 2>/dev/null
  for folder in ${mounted[@]+"${mounted[@]}"}; do umount "$folder" 2>/dev/null; done
  chattr -R -i "$scratch" 2>/dev/null
  rm -rf "$scratch"
}
trap cleanup EXIT

# One trial of some seconds, on digits that the program draws, with everything that has a state.
arguments=(configs/quickstart.yaml name=faults dataset=synthetic-digits dataset.trainingExamples=2000
  dataset.testExamples=500 dataset.validationExamples=200 training.epochs=${EPOCHS:-60} training.optimizer=adam
  training.learningRate=0.001 dropout.rate=0.2 network=SimpleNetBN batchNorm.implementation=custom)
trial() { # RESULTS [further arguments]
  local results=$1
  shift
  # In the background a shell has its children ignore SIGINT.
  ${by_exec:-} env --default-signal=INT ./bnlab run "${arguments[@]}" --quiet \
    --checkpoint-minutes "${minutes:-0.001}" \
    --results "$results" "$@"
}

# Whether two results hold the same trials and bytes, but for what is of the moment.
same() {
  diff -r -q -x timing.csv -x provenance.json -x report.html -x figures "$1/faults" "$2/faults" >/dev/null 2>&1
}

verdict() { # FAULT CODE WANTED-CODE ERRORS RESULTS [further arguments of the next run]
  local fault=$1 code=$2 wanted=$3 errors=$4 results=$5 outcome=ok after
  shift 5
  local lines
  lines=$(grep -c . "$errors")
  grep -q "Exception\|^\s*at " "$errors" && outcome="FAILED: not a line for people"
  [ "$code" = "$wanted" ] || outcome="FAILED: exit code, expected $wanted"
  if trial "$results" "$@" >"$scratch/next.out" 2>"$scratch/next.err" && same "$scratch/undisturbed" "$results"; then
    after="same records, next run said: $(grep -o 'continues after step [0-9]*\|starts again.*\|not run again' "$scratch/next.err" | sort -u | tr '\n' ';')"
  else
    after="FAILED: the next run"
    outcome=FAILED
  fi
  case $outcome in ok) ;; *) failures=$((failures + 1)) ;; esac
  printf '%s\t%s\texit %s\t%s line(s): %s\t%s\n' "$fault" "$outcome" "$code" "$lines" \
    "$(grep . "$errors" | tail -n 1 | sed "s#$scratch#TMP#g")" "$after"
}

# Starts a trial in the background and waits until it has a checkpoint.
begin() { # RESULTS [further arguments]
  (by_exec=exec && trial "$@" >"$scratch/out" 2>"$scratch/err") &
  child=$!
  for _ in $(seq 1200); do
    ls "$1"/faults/.*.checkpoints/checkpoint-*.npz >/dev/null 2>&1 && return 0
    kill -0 "$child" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}
finish() {
  wait "$child" 2>/dev/null
  code=$?
  child=
}

small() { # FOLDER SIZE
  mkdir -p "$1" && mount -t tmpfs -o "size=$2" none "$1" 2>/dev/null && mounted+=("$1")
}

trial "$scratch/undisturbed" >/dev/null || { echo "the undisturbed run failed"; exit 1; }
echo "undisturbed: $(du -sk "$scratch/undisturbed/faults" | cut -f1) KB"

killed() { # SIGNAL WANTED-CODE [further arguments]
  local signal=$1 wanted=$2 results=$scratch/$1
  shift 2
  begin "$results" --parallel 1 "$@" || { echo "SIG$signal: it ended too soon; raise EPOCHS"; failures=$((failures + 1)); return; }
  sleep "0.$((RANDOM % 10))"
  kill "-$signal" "$child"
  finish
  # What the shell itself says of a killed child is no word of the program.
  verdict "SIG$signal" "$code" "$wanted" "$scratch/err" "$results" --parallel 1
}
killed KILL 137
killed INT 130
killed TERM 143
killed HUP 129

# Two trials at the same time; the next run finishes both.
results=$scratch/two-killed
two=(training.seed=1,2)
trial "$scratch/two" "${two[@]}" >/dev/null
begin "$results" "${two[@]}" --parallel 2
kill -9 "$child"
finish
mv "$scratch/undisturbed" "$scratch/one" && mv "$scratch/two" "$scratch/undisturbed"
verdict "two trials killed" "$code" 137 "$scratch/err" "$results" "${two[@]}"
mv "$scratch/undisturbed" "$scratch/two" && mv "$scratch/one" "$scratch/undisturbed"

# Two runs at once.
results=$scratch/twice
begin "$results"
trial "$results" >/dev/null 2>"$scratch/second.err"
second=$?
finish
[ "$code" = 0 ] || failures=$((failures + 1))
verdict "second run at once" "$second" 5 "$scratch/second.err" "$results"

# The disk is full: while records or checkpoints are written, or, without checkpoints, the model at the end.
full() { # NAME SIZE
  local results=$scratch/full-$2
  if small "$results" "$2"; then
    trial "$results" >/dev/null 2>"$scratch/err"
    code=$?
    mount -o "remount,size=64m" "$results"
    verdict "disk of $2 full$1" "$code" 5 "$scratch/err" "$results"
  else
    echo "disk of $2 full$1: skipped, tmpfs cannot be mounted here"
  fi
}
for size in 200k 600k 1m; do full "" "$size"; done
# The report comes after, so it is the trial's folder that counts.
whole=$(du -sk "$scratch/undisturbed/faults/trial" | cut -f1)
model=$(du -sk "$scratch/undisturbed/faults/trial/model.zip" | cut -f1)
minutes=0 full " while the model is written" "$((whole - model / 2))k"

# The records are whole, and there is no room for the page or for its figures, or the disk is read-only.
undrawn() { # NAME OPTION
  local results=$scratch/undrawn
  rm -rf "$results/faults/report.html" "$results/faults/figures"
  mount -o "remount,$2" "$results"
  trial "$results" >/dev/null 2>"$scratch/err"
  code=$?
  mount -o remount,rw,size=64m "$results"
  ls -A "$results"/faults/.*.tmp "$results"/faults/figures/.*.tmp 2>/dev/null && failures=$((failures + 1))
  verdict "$1" "$code" 5 "$scratch/err" "$results"
}
if small "$scratch/undrawn" 64m; then
  trial "$scratch/undrawn" >/dev/null 2>&1
  rm -rf "$scratch/undrawn/faults/report.html" "$scratch/undrawn/faults/figures"
  used=$(du -sk "$scratch/undrawn" | cut -f1)
  undrawn "disk full while the page is written" "size=$((used + 100))k"
  undrawn "disk full while figures are drawn" "size=$((used + 900))k"
  undrawn "disk read-only while the report is drawn" ro
else
  echo "disk full while the report is drawn: skipped, tmpfs cannot be mounted here"
fi

# The results folder becomes read-only, or is deleted, while it runs. Root may write where
# permissions forbid it, but not into a folder that is immutable.
results=$scratch/readonly
begin "$results"
partial=$(echo "$results"/faults/.*.partial)
if chattr +i "$partial" "$results/faults" 2>/dev/null; then
  finish
  chattr -i "$partial" "$results/faults"
  verdict "results read-only while it runs" "$code" 5 "$scratch/err" "$results"
else
  finish
  echo "results read-only while it runs: skipped, chattr +i is not possible here"
fi
results=$scratch/readonly-at-once
mkdir -p "$results"
if chattr +i "$results" 2>/dev/null; then
  trial "$results" >/dev/null 2>"$scratch/err"
  code=$?
  chattr -i "$results"
  verdict "results read-only from the start" "$code" 5 "$scratch/err" "$results"
else
  echo "results read-only from the start: skipped, chattr +i is not possible here"
fi
results=$scratch/deleted
begin "$results"
rm -rf "$results"
finish
verdict "results deleted while it runs" "$code" 5 "$scratch/err" "$results"

echo "$failures failure(s)"
[ "$failures" = 0 ]
