#!/usr/bin/env bash
# Starts a Slurm cluster of this machine alone, on loopback and in a scratch folder, submits the job
# array of docs/cluster.md, and checks that its trials have the bytes of a local run. A task is
# killed while it trains and submitted again. Run by hand as root on Debian or Ubuntu with
# slurmctld, slurmd, slurm-client and munge installed; takes a few minutes.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

scratch=$(mktemp -d)
export SLURM_CONF=$scratch/slurm.conf
# shellcheck disable=SC2317 # called by the trap
cleanup() {
  for pid in "$scratch"/*.pid; do [ ! -f "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true; done
  sleep 1
  rm -rf "$scratch"
}
trap cleanup EXIT

mkdir "$scratch/state" "$scratch/spool"
chmod 755 "$scratch"
/usr/sbin/mungekey --create --keyfile="$scratch/munge.key"
/usr/sbin/munged --force --key-file="$scratch/munge.key" --socket="$scratch/munge.socket" \
  --pid-file="$scratch/munged.pid" --log-file="$scratch/munged.log" --seed-file="$scratch/munge.seed"
cat >"$SLURM_CONF" <<END
ClusterName=loopback
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge.socket
CredType=cred/munge
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_min_interval=0
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
END
/usr/sbin/slurmctld -c
/usr/sbin/slurmd -c
for _ in $(seq 60); do
  ! sinfo -h -o %T 2>/dev/null | grep -q idle || break
  sleep 1
done
sinfo -h | grep -q idle || { echo "the cluster does not start; its last words:" && tail -n 5 "$scratch"/*.log; exit 1; }

# The script that the page shows.
awk '/^```/ { inside = 0 } inside || /^#!\/bin\/bash/ { inside = 1; print }' docs/cluster.md >"$scratch/sweep.sh"
grep -q '^#SBATCH --array' "$scratch/sweep.sh"
arguments=(configs/quickstart.yaml dataset=synthetic-digits dataset.trainingExamples=1000
  dataset.testExamples=200 training.epochs=8 training.seed=1,2,3)

echo "== local run"
./bnlab run "${arguments[@]}" --results "$scratch/local" --quiet >/dev/null

submit() { # [options of sbatch]
  sbatch --parsable --output="$scratch/task-%a.log" --mem=0 "$@" \
    "$scratch/sweep.sh" "${arguments[@]}" --results "$scratch/shared"
}
await() {
  for _ in $(seq 300); do
    [ -n "$(squeue -h)" ] || return 0
    sleep 1
  done
  echo "the jobs do not end"
  exit 1
}
same() {
  diff -r -q -x timing.csv -x provenance.json -x report.html -x figures "$scratch/local/quickstart" "$scratch/shared/quickstart"
}

echo "== job array of two tasks, one of which is killed"
job=$(submit --array=1-2 --cpus-per-task=1)
for _ in $(seq 1200); do
  ! ls "$scratch"/shared/quickstart/.*.checkpoints/checkpoint-*.npz >/dev/null 2>&1 || break
  sleep 0.05
done
scancel --signal=KILL --full "${job}_2"
await
grep -h "shard [12]/2, a task of a Slurm job array" "$scratch"/task-*.log
ls -A "$scratch/shared/quickstart"
./bnlab report "$scratch/shared/quickstart" 2>&1 | grep "misses" || echo "(the task was done before it was killed)"

echo "== the killed task again"
submit --array=2 --cpus-per-task=1 >/dev/null
await
cat "$scratch/task-2.log"
same
test -s "$scratch/shared/quickstart/report.html"
echo "== the same records as those of the local run"
