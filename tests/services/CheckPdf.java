import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Prints each file, and each rule of PDF/UA-1 it breaks below with a space before. */
class CheckPdf {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    var flavour = PDFAFlavour.PDFUA_1;
    var foundry = Foundries.defaultInstance();
    for (String file : files)
      try (var parser = foundry.createParser(new FileInputStream(file), flavour);
           var validator = foundry.createValidator(flavour, false)) {
        System.out.println(file);
        for (var broken : validator.validate(parser).getTestAssertions())
          System.out.println(
            " " + broken.getRuleId().getClause()
                + " " + broken.getMessage().replaceAll("\\s+", " "));
      }
  }
}
