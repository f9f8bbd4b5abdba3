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
