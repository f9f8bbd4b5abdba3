# Server and worker in one image; docker-compose.yml starts each with its own command.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY prisma prisma
COPY src src
COPY schema schema
COPY jobs jobs
COPY bench bench
COPY validation validation
COPY scripts scripts
RUN npm run generate && npm run build && npm prune --omit=dev --ignore-scripts

# docker build --target nvidia: the same for machines with an NVIDIA GPU (run with --gpus all). TensorFlow 2.9, which
# tfjs-node-gpu downloads, needs CUDA 11.2 and cuDNN 8.1; it is fetched by the package's own install script alone.
FROM build AS nvidia-packages
RUN npm install --no-save --save-prod --omit=dev --ignore-scripts @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-node-gpu@4.22.0 \
 && npm rebuild @tensorflow/tfjs-node-gpu

FROM nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04 AS nvidia
ENV NODE_ENV=production INTERLENS_HOME=/data INTERLENS_TF_BACKEND=node-gpu
WORKDIR /app
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=nvidia-packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY prisma/migrations prisma/migrations
COPY examples examples
RUN useradd --create-home --uid 1000 node && install -d -o node -g node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["worker", "--engine", "tensorflow"]

FROM node:22-bookworm-slim
ENV NODE_ENV=production INTERLENS_HOME=/data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY prisma/migrations prisma/migrations
COPY examples examples
RUN install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 4000
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--workers", "0"]
