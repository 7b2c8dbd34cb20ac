// Normalisation: a block has a row, or a group of channels of a sample.

KERNEL rms_norm(const float* x, const float* weight, float epsilon, float* y, float* rstd, int width) {
    const float* row = x + (i64)blockIdx.x * width;
    float* out = y + (i64)blockIdx.x * width;
    float squares = 0;
    EACH_COLUMN(j, width) squares += row[j] * row[j];
    float r = 1.0f / sqrtf(block_sum(squares) / width + epsilon);
    EACH_COLUMN(j, width) out[j] = row[j] * r * weight[j];
    if (threadIdx.x == 0) rstd[blockIdx.x] = r;
}

KERNEL layer_norm(const float* x, const float* weight, const float* bias, float epsilon, float* y, float* mean, float* rstd,
        int width) {
    const float* row = x + (i64)blockIdx.x * width;
    float* out = y + (i64)blockIdx.x * width;
    float sum = 0;
    EACH_COLUMN(j, width) sum += row[j];
    float m = block_sum(sum) / width;
    float squares = 0;
    EACH_COLUMN(j, width) squares += (row[j] - m) * (row[j] - m);
    float r = 1.0f / sqrtf(block_sum(squares) / width + epsilon);
    EACH_COLUMN(j, width) out[j] = (row[j] - m) * r * weight[j] + bias[j];
    if (threadIdx.x == 0) {
        mean[blockIdx.x] = m;
        rstd[blockIdx.x] = r;
    }
}

// Of both: without a mean it is the root mean square's.
KERNEL norm_backward(const float* dy, const float* x, const float* weight, const float* mean, const float* rstd, float* dx,
        int width, int adds) {
    i64 at = (i64)blockIdx.x * width;
    float m = mean ? mean[blockIdx.x] : 0.0f, r = rstd[blockIdx.x];
    float straight = 0, along = 0;
    EACH_COLUMN(j, width) {
        float g = dy[at + j] * weight[j];
        straight += g;
        along += g * (x[at + j] - m) * r;
    }
    straight = mean ? block_sum(straight) / width : 0.0f;
    along = block_sum(along) / width;
    EACH_COLUMN(j, width) put(dx, at + j, adds, r * (dy[at + j] * weight[j] - straight - (x[at + j] - m) * r * along));
}

// x, y [B, pixels, channels]; block s * groups + g.
KERNEL group_norm(const float* x, const float* weight, const float* bias, float epsilon, float* y, float* mean, float* rstd,
        int pixels, int channels, int groups) {
    int members = channels / groups, g = blockIdx.x % groups;
    i64 start = (i64)(blockIdx.x / groups) * pixels * channels + g * members;
    int n = pixels * members;
    float sum = 0;
    EACH_COLUMN(e, n) sum += x[start + (i64)(e / members) * channels + e % members];
    float m = block_sum(sum) / n;
    float squares = 0;
    EACH_COLUMN(e, n) {
        float off = x[start + (i64)(e / members) * channels + e % members] - m;
        squares += off * off;
    }
    float r = 1.0f / sqrtf(block_sum(squares) / n + epsilon);
    EACH_COLUMN(e, n) {
        int c = g * members + e % members;
        i64 at = start + (i64)(e / members) * channels + e % members;
        y[at] = (x[at] - m) * r * weight[c] + bias[c];
    }
    if (threadIdx.x == 0) {
        mean[blockIdx.x] = m;
        rstd[blockIdx.x] = r;
    }
}

// Over a stretch of pixels of one sample, by channel: sums of dy, and of dy (x - mean) rstd. Both [B, chunks, channels].
KERNEL group_norm_sums(const float* dy, const float* x, const float* mean, const float* rstd, float* straight, float* along,
        int pixels, int channels, int groups, int stretch) {
    int sample = blockIdx.z, from = blockIdx.y * stretch, to = from + stretch < pixels ? from + stretch : pixels;
    EACH(c, channels) {
        i64 group = (i64)sample * groups + c / (channels / groups);
        i64 at = ((i64)sample * pixels + from) * channels + c;
        float m = mean[group], r = rstd[group], s = 0, a = 0;
        for (int i = from; i < to; i++, at += channels) {
            s += dy[at];
            a += dy[at] * (x[at] - m) * r;
        }
        i64 to_at = ((i64)sample * gridDim.y + blockIdx.y) * channels + c;
        straight[to_at] = s;
        along[to_at] = a;
    }
}

// From the sums by channel [B, channels]: by group means of dy w and of dy w xhat, n = B groups; by channel their sums over samples.
KERNEL group_norm_means(const float* straight, const float* along, const float* weight, float* mean_straight, float* mean_along,
        float* dbias, float* dweight, i64 n, int samples, int pixels, int channels, int groups) {
    EACH(c, channels) {
        float s = 0, a = 0;
        for (i64 at = c; at < (i64)samples * channels; at += channels) {
            s += straight[at];
            a += along[at];
        }
        dbias[c] = s;
        dweight[c] = a;
    }
    int members = channels / groups;
    EACH(i, n) {
        int sample = (int)(i / groups), first = (int)(i % groups) * members;
        float s = 0, a = 0;
        for (int c = first; c < first + members; c++) {
            s += straight[(i64)sample * channels + c] * weight[c];
            a += along[(i64)sample * channels + c] * weight[c];
        }
        mean_straight[i] = s / ((float)pixels * members);
        mean_along[i] = a / ((float)pixels * members);
    }
}

KERNEL group_norm_backward(const float* dy, const float* x, const float* weight, const float* mean, const float* rstd,
        const float* mean_straight, const float* mean_along, float* dx, i64 n, int pixels, int channels, int groups) {
    EACH(i, n) {
        int c = (int)(i % channels);
        i64 group = i / ((i64)pixels * channels) * groups + c / (channels / groups);
        float r = rstd[group];
        dx[i] = r * (dy[i] * weight[c] - mean_straight[group] - (x[i] - mean[group]) * r * mean_along[group]);
    }
}
