# The suite on an NVIDIA GPU: TensorFlow brings CUDA and cuDNN as Python packages, the host needs only the driver and its
# container toolkit.
#
#     docker build -f docker/gpu.Dockerfile -t keras-training-suite .
#     docker run --gpus all --rm -v "$PWD/runs:/training/runs" keras-training-suite run quickstart
FROM python:3.13-slim-bookworm

# As a user of its own, so that what is written into a mounted folder does not belong to root.
RUN useradd --create-home --uid 1000 trainer
WORKDIR /source
COPY . .
RUN pip install --no-cache-dir . "tensorflow[and-cuda]>=2.20" && rm -rf /source

USER 1000
WORKDIR /training
ENV SUITE_CACHE=/training/runs/.cache
# Ctrl-C and `docker stop` reach Python itself, which saves its state first.
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "suite"]
CMD ["--help"]
