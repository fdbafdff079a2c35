#!/bin/sh
# An experiment as an array of jobs under Slurm, then a job that puts the parts together:
#   scenarios/experiments/on_slurm.sh EXPERIMENT.yaml [DIR] [PARTS]
# DIR must lie on a disk that all nodes share. A part that ended early goes on when it is submitted again; make parts of ten
# minutes or more.
set -eu
experiment=$1
name=$(basename "$experiment" .yaml)
folder=${2:-out/batch-$name}
parts=${3:-8}
program=${LINGNAN:-$(dirname "$0")/../../build/release/lingnan}

array=$(sbatch --parsable --array="1-$parts" --job-name="$name" --output="$name-%a.log" \
  --wrap="$program batch $experiment -o $folder --shard \$SLURM_ARRAY_TASK_ID/$parts -j \${SLURM_CPUS_PER_TASK:-1}")
sbatch --dependency="afterok:$array" --job-name="$name-merge" --output="$name-merge.log" \
  --wrap="$program batch $experiment -o $folder --merge"
