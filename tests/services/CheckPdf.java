import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Prints each rule of PDF/UA-1 a file breaks, then how many files were looked at. */
class CheckPdf {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    var flavour = PDFAFlavour.PDFUA_1;
    var foundry = Foundries.defaultInstance();
    for (String file : files)
      try (var parser = foundry.createParser(new FileInputStream(file), flavour);
           var validator = foundry.createValidator(flavour, false)) {
        for (var broken : validator.validate(parser).getTestAssertions())
          System.out.println(broken.getRuleId().getClause() + " " + broken.getMessage());
      }
    System.out.println(files.length);
  }
}
