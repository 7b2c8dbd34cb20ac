// Convolutions as matrix products: what a kernel covers, written out as a row [in, k, k], the order of a checkpoint's weight.

struct Window {
    int height, width, in;       // of the image, channels last
    int out_height, out_width;
    int kernel, stride, before;
};

// Rows of places `first` on of all samples' results: columns [n / (in k k), in k k].
KERNEL unfold(const float* x, void* columns, int type, i64 n, i64 first, Window w) {
    int area = w.kernel * w.kernel, wide = w.in * area;
    EACH(i, n) {
        int e = (int)(i % wide);
        i64 place = first + i / wide;
        int c = e / area, u = e % area / w.kernel, v = e % w.kernel;
        int q = (int)(place % w.out_width);
        i64 line = place / w.out_width;
        int row = (int)(line % w.out_height) * w.stride + u - w.before, column = q * w.stride + v - w.before;
        i64 sample = line / w.out_height;
        int inside = row >= 0 && row < w.height && column >= 0 && column < w.width;
        store(columns, i, type, inside ? x[((sample * w.height + row) * w.width + column) * w.in + c] : 0.0f);
    }
}

// The transpose of unfold, added or not: each element of x collects from the rows first to end - 1 that cover it.
KERNEL fold(const float* columns, float* x, i64 n, i64 first, i64 end, int adds, Window w) {
    int area = w.kernel * w.kernel, wide = w.in * area;
    EACH(i, n) {
        int c = (int)(i % w.in);
        i64 pixel = i / w.in;
        int column = (int)(pixel % w.width);
        int row = (int)(pixel / w.width % w.height);
        i64 sample = pixel / w.width / w.height;
        float sum = 0;
        for (int u = 0; u < w.kernel; u++) {
            int down = row + w.before - u;
            if (down < 0 || down % w.stride || down / w.stride >= w.out_height) continue;
            for (int v = 0; v < w.kernel; v++) {
                int across = column + w.before - v;
                if (across < 0 || across % w.stride || across / w.stride >= w.out_width) continue;
                i64 place = (sample * w.out_height + down / w.stride) * w.out_width + across / w.stride;
                if (place >= first && place < end) sum += columns[(place - first) * wide + c * area + u * w.kernel + v];
            }
        }
        put(x, i, adds, sum);
    }
}
