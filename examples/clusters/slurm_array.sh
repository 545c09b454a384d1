#!/bin/bash
# sbatch --array=1-32 slurm_array.sh big.toml
# computes part K of 32 in each task; once all have ended: quflux merge big.part*.nc -o big.nc
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --signal=TERM@60
set -eu
model=$1
stem=$(basename "$model" .toml)
exec quflux run "$model" \
  --part "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --threads "${SLURM_CPUS_PER_TASK:-1}" \
  --resume -o "$stem.part$SLURM_ARRAY_TASK_ID.nc"
