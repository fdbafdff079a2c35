#!/bin/sh
# An experiment as an array of jobs under Slurm, then a job that puts the parts together:
#   scenarios/experiments/on_slurm.sh EXPERIMENT.yaml [DIR] [PARTS]
# DIR must lie on a disk that all nodes share. Where a part ended early nothing is put together; the same command goes on with what is
# missing. Make parts of ten minutes or more.
set -eu
experiment=$1
name=$(basename "$experiment" .yaml)
folder=${2:-out/batch-$name}
parts=${3:-8}
program=${LINGNAN:-$(cd "$(dirname "$0")/../.." && pwd)/build/release/lingnan}
[ -x "$program" ] || { echo "$0: there is no $program; ./lingnan builds it, or LINGNAN tells where it is" >&2; exit 2; }

array=$(sbatch --parsable --array="1-$parts" --job-name="$name" --output="$name-%a.log" \
  --wrap="$program batch $experiment -o $folder --shard \$SLURM_ARRAY_TASK_ID/$parts -j \${SLURM_CPUS_PER_TASK:-1}")
# without a part that fails there is nothing to put together: the job is dropped, not left waiting
sbatch --dependency="afterok:$array" --kill-on-invalid-dep=yes --job-name="$name-merge" --output="$name-merge.log" \
  --wrap="$program batch $experiment -o $folder --merge"
