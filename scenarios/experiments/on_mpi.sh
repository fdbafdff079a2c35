#!/bin/sh
# An experiment over the ranks of an MPI job (the program built with libopenmpi-dev installed), here on this machine:
#   scenarios/experiments/on_mpi.sh EXPERIMENT.yaml [DIR] [RANKS]
# On a cluster: srun or mpirun over several nodes, with a DIR that all of them share. A rank that dies costs its runs in flight,
# which others make again, where mpirun lets the others live (Open MPI: --enable-recovery). If all die, the same command goes on.
set -eu
experiment=$1
folder=${2:-out/batch-$(basename "$experiment" .yaml)}
ranks=${3:-$(nproc)}
program=${LINGNAN:-$(dirname "$0")/../../build/release/lingnan}

recovery=
case $(mpirun --version) in *Open\ MPI* | *OpenRTE*) recovery=--enable-recovery ;; esac
# shellcheck disable=SC2086 # nothing when there is none
mpirun -n "$ranks" $recovery --bind-to none "$program" batch "$experiment" -o "$folder"
# so told, mpirun also calls it a success when the first rank died
[ -e "$folder/manifest.json" ] || { echo "$0: the job ended without results; the same command goes on" >&2; exit 4; }
