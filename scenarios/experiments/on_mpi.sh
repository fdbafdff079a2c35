#!/bin/sh
# An experiment over the ranks of an MPI job (the program built with libopenmpi-dev installed), here on this machine:
#   scenarios/experiments/on_mpi.sh EXPERIMENT.yaml [DIR] [RANKS]
# On a cluster: srun or mpirun over several nodes, with a DIR that all of them share. If a rank dies, mpirun ends the job: what was
# finished is kept, runs in flight are lost, and the same command goes on.
set -eu
experiment=$1
folder=${2:-out/batch-$(basename "$experiment" .yaml)}
ranks=${3:-$(nproc)}
program=${LINGNAN:-$(dirname "$0")/../../build/release/lingnan}

exec mpirun -n "$ranks" --bind-to none "$program" batch "$experiment" -o "$folder"
