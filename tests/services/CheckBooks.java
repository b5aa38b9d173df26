import com.adobe.epubcheck.tool.EpubChecker;

/** Writes beside each book what EPUBCheck finds in it, as JSON. */
class CheckBooks {
  public static void main(String[] books) {
    for (String book : books)
      new EpubChecker().run(new String[] {"--json", book + ".json", "--quiet", book});
  }
}
