package io.github.fttp.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG, decoded by the JDK, which checks the compressed data; the checksums of the chunks before them are checked here. */
final class Png {
    private static final int SIGNATURE = 8;
    private static final int GRAY = 0;
    private static final int PALETTE = 3;
    /** The bit of colour types with alpha. */
    private static final int ALPHA = 4;

    private static final int BEHIND_HEADER = SIGNATURE + 12 + 13;
    private static final String XMP = "XML:com.adobe.xmp";
    /** ImageMagick's, who wrote EXIF so before there was a chunk for it. */
    private static final String PROFILE = "Raw profile type exif";

    private static final String METADATA = "javax_imageio_png_1.0";

    private Png() {}

    /**
     * Values of the chunks.
     *
     * @param colours of the palette; 0 where there is none
     * @param transparent the gray value of a chunk tRNS, or another number, at least 0, where it has no such; -1 without one
     * @param orientation by EXIF (else by ImageMagick's profile of it), else by XMP, from 1 to 8
     */
    record Header(long width, long height, int colourType, int colours, int transparent, int orientation) {}

    static Header header(byte[] file) throws Unreadable {
        ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE);
        long width = 0;
        long height = 0;
        int colourType = -1;
        int colours = 0;
        int transparent = -1;
        byte[] exif = {};
        PngText profile = PngText.NONE;
        PngText xmp = PngText.NONE;
        boolean dataSeen = false;
        while (in.remaining() >= 12) {
            int start = in.position();
            int length = in.getInt();
            String type = text(file, in.position(), 4);
            boolean whole = length >= 0 && length <= in.remaining() - 8;
            dataSeen |= type.equals("IDAT");
            if (!dataSeen) {
                checkChunk(file, start, length, type, whole);
            }
            if (!whole || type.equals("IEND")) {
                break;
            }
            if (start == SIGNATURE) {
                width = Integer.toUnsignedLong(in.getInt(start + 8));
                height = Integer.toUnsignedLong(in.getInt(start + 12));
                colourType = file[start + 17];
            } else if (type.equals("PLTE")) {
                colours = length / 3;
            } else if (type.equals("tRNS")) {
                transparent = length < 2 ? 0 : Short.toUnsignedInt(in.getShort(start + 8));
            } else if (type.equals("eXIf")) {
                exif = Arrays.copyOfRange(file, start + 8, start + 8 + length);
            } else if (PngText.isOne(type, file, start + 8, length, PROFILE)) {
                profile = new PngText(type, Arrays.copyOfRange(file, start + 8, start + 8 + length));
            } else if (PngText.isOne(type, file, start + 8, length, XMP)) {
                xmp = new PngText(type, Arrays.copyOfRange(file, start + 8, start + 8 + length));
            }
            in.position(start + 12 + length);
        }
        if (!dataSeen) {
            throw new Unreadable("ends after " + file.length + " bytes, before its image data (chunk IDAT)");
        }
        byte[] found = exif.length > 0 ? exif : profile.profile();
        return new Header(width, height, colourType, colours, transparent, Exif.orientation(found, xmp.text()));
    }

    private static void checkChunk(byte[] file, int start, int length, String type, boolean whole) throws Unreadable {
        if (start == SIGNATURE && (!type.equals("IHDR") || length != 13)) {
            throw new Unreadable("does not begin with the chunk IHDR of 13 bytes");
        }
        if (!whole) {
            throw new Unreadable("ends or is damaged in the chunk at byte " + start + ", before its image data");
        }
        CRC32 crc = new CRC32();
        crc.update(file, start + 4, 4 + length);
        if ((int) crc.getValue() != ByteBuffer.wrap(file).getInt(start + 8 + length)) {
            throw new Unreadable("has a wrong checksum in the chunk " + type + " at byte " + start);
        }
    }

    private static String text(byte[] file, int at, int length) {
        return new String(file, at, length, StandardCharsets.ISO_8859_1);
    }

    static Image decode(byte[] file, Header header, Decoding how) throws Unreadable {
        boolean clips16 = header.colourType() == GRAY && how.gray16() == Decoding.Gray16.CLIPPED;
        return Jdk.rgb(image(file, header, how), clips16);
    }

    /** The samples as the file has them, with alpha and palette. */
    static BufferedImage image(byte[] file, Header header, Decoding how) throws Unreadable {
        ImageReader reader = Jdk.reader("png");
        boolean isStray = header.transparent() >= 0 && (header.colourType() & ALPHA) != 0;
        ByteInput input = new ByteInput(isStray ? withoutTransparentColour(file) : file);
        BufferedImage image = null;
        try {
            reader.setInput(input, true, true);
            ImageTypeSpecifier type = type(reader, header);
            image = type.createBufferedImage(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam into = reader.getDefaultReadParam();
            into.setDestination(image);
            reader.read(0, into);
        } catch (IOException | RuntimeException e) {
            if (image == null || !input.exhausted() || !how.tolerates()) {
                throw new Unreadable((input.exhausted() ? "is truncated: " : "is damaged: ") + Jdk.said(e), e);
            }
        } finally {
            reader.dispose();
        }
        if (header.colourType() == PALETTE) return blackBehind(header.colours(), image);
        boolean ofFewBits = header.colourType() == GRAY && image.getColorModel() instanceof IndexColorModel;
        return ofFewBits && header.transparent() >= 0 ? clear(header.transparent(), image) : image;
    }

    /**
     * The JDK's first choice; of gray of fewer than eight bits that by indices: with alpha beside it, its first choice where a gray
     * value is transparent, it compares that value with stretched ones, and finds none.
     */
    private static ImageTypeSpecifier type(ImageReader reader, Header header) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        ImageTypeSpecifier first = types.next();
        while (header.colourType() == GRAY && header.transparent() >= 0 && types.hasNext()) {
            ImageTypeSpecifier other = types.next();
            if (other.getColorModel() instanceof IndexColorModel) return other;
        }
        return first;
    }

    /** The file without chunks tRNS, which have no place beside alpha: the JDK reads behind their end, Pillow ignores them. */
    private static byte[] withoutTransparentColour(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int at = BEHIND_HEADER;
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, at);
        while (at + 12 <= file.length && !text(file, at + 4, 4).equals("IDAT")) {
            int whole = in.getInt(at) + 12; // checked with the header
            if (!text(file, at + 4, 4).equals("tRNS")) kept.write(file, at, whole);
            at += whole;
        }
        kept.write(file, at, file.length - at);
        return kept.toByteArray();
    }

    /** Makes a gray value transparent. */
    private static BufferedImage clear(int gray, BufferedImage image) {
        int[] argb = argb(image);
        argb[gray & argb.length - 1] &= 0xFFFFFF;
        return coloured(argb, image);
    }

    /** Makes samples black that have no colour in the palette, as in Pillow; the JDK gives them its last. */
    private static BufferedImage blackBehind(int colours, BufferedImage image) {
        int[] argb = argb(image);
        if (colours >= argb.length) return image;
        Arrays.fill(argb, colours, argb.length, 0xFF000000);
        return coloured(argb, image);
    }

    /** The colours of all values that a sample can have. */
    private static int[] argb(BufferedImage image) {
        IndexColorModel palette = (IndexColorModel) image.getColorModel();
        return IntStream.range(0, 1 << palette.getPixelSize())
                .map(palette::getRGB)
                .toArray();
    }

    private static BufferedImage coloured(int[] argb, BufferedImage image) {
        IndexColorModel whole = new IndexColorModel(
                image.getColorModel().getPixelSize(),
                argb.length,
                argb,
                0,
                true,
                -1,
                image.getRaster().getTransferType());
        return new BufferedImage(whole, image.getRaster(), false, null);
    }

    /** @param text keywords of 1 to 79 Latin characters with their texts, which viewers and Pillow show */
    static byte[] encode(Image image, Map<String, String> text) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.samples();
        int[] row = new int[image.width() * 3];
        for (int y = 0; y < image.height(); y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = rgb[y * row.length + i] & 0xFF;
            }
            buffered.getRaster().setPixels(0, y, image.width(), 1, row);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(buffered), null);
            metadata.mergeTree(METADATA, textChunks(text));
            writer.setOutput(out);
            writer.write(new IIOImage(buffered, null, metadata));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static IIOMetadataNode textChunks(Map<String, String> text) {
        IIOMetadataNode chunks = new IIOMetadataNode("iTXt");
        text.forEach((keyword, value) -> {
            IIOMetadataNode chunk = new IIOMetadataNode("iTXtEntry");
            chunk.setAttribute("keyword", keyword);
            chunk.setAttribute("compressionFlag", "FALSE");
            chunk.setAttribute("compressionMethod", "0");
            chunk.setAttribute("languageTag", "");
            chunk.setAttribute("translatedKeyword", "");
            chunk.setAttribute("text", value);
            chunks.appendChild(chunk);
        });
        IIOMetadataNode root = new IIOMetadataNode(METADATA);
        root.appendChild(chunks);
        return root;
    }
}
